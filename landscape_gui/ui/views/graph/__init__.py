"""The computational graph of what is on screen, stepped forward, backward and through the update."""
