"""The landscape in three dimensions."""
