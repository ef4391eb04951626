"""Activations and losses with their derivatives."""
