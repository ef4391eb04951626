"""Small networks as problems: architecture, data, batch kernels, planes through parameter space, training."""
