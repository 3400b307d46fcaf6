"""What day it is."""

from datetime import date


def day() -> str:
    """Return the office's day as ISO date: that of the machine's time zone, not UTC's."""
    return date.today().isoformat()  # noqa: DTZ011  see above
