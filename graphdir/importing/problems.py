"""What is wrong with a list, or how something in it was read."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one cell; ``row`` is what a spreadsheet shows, 0 for the whole sheet.

    An error keeps the import from being applied; a warning says how something was read.
    """

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    message: str
    proposal: str = ""
    level: Literal["error", "warning"] = "error"

    @property
    def sentence(self) -> str:
        """Return the message with its full stop, or as the question that it is."""
        return self.message if self.message.endswith("?") else f"{self.message}."
