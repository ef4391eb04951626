"""The landscape from above, or as a curve where it has one parameter."""
