"""The directory of a cooperation network, as a library."""
