"""Numbers in rows: the state of the lanes and the update rules written out."""
