"""What the flat pictures share: axes and their ticks, the mapping between data and pixels, markers and interaction."""
