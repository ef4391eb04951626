"""The parts of the problem panel that describe a network and its data."""
