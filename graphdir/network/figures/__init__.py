"""The network in figures: pure functions on the whole, each with what it means and where it comes from."""
