"""The diagram of a network: units, weights, and what each unit answers."""
