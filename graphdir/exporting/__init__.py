"""From the store to files that others, and our own importer, can read."""
