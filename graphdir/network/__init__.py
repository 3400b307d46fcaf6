"""The network as a whole: ties, positions, the map."""
