"""Pages of the graph that check its gradient: by differences, in four ways, and against ε."""
