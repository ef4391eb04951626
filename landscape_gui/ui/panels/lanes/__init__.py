"""The cards of the optimizers."""
