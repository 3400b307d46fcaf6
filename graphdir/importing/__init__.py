"""From the lists that offices keep to problems and a change set."""
