"""The examples a network learns, with what it makes of the plane around them."""
