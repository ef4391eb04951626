"""The controls beside the landscape: the problem, the optimizers and the look. They read and change the store only."""
