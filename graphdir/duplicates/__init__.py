"""Which entries are one and the same organisation: names read, pairs found, compared and decided."""
