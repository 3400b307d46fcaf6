"""What ``make bench`` runs: how fast both stores and the site are at 40,000 organisations.

Nothing here is a test: no figure is asserted, each is told beside its floor or its aim.
"""
