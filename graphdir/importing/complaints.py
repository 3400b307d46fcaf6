"""What is wrong or doubtful in lists, in the order in which it is found, and the rows that are left out for it."""

from collections.abc import Sequence
from typing import Literal

from graphdir.importing.problems import Problem
from graphdir.importing.readers import Sheet
from graphdir.importing.recognising import Row
from graphdir.importing.refused import Refused

_LONGEST_SHOWN = 200


class Complaints:
    """The ``problems`` of an import; a row with an error is among the ``refused`` ones."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        """Begin with what reading the sheets has brought up."""
        self.problems: list[Problem] = [remark for sheet in sheets for remark in sheet.remarks]
        self.refused = Refused()

    def error(self, row: Row, column: str, value: str, message: str, proposal: str = "") -> None:
        """Say what is wrong in a column of a row."""
        self.of_sheet(row.sheet, row.number, row.sheet.header_of(column), value, message, proposal)

    def warn(self, row: Row, column: str, value: str, message: str, proposal: str = "") -> None:
        """Say what is doubtful in a column of a row."""
        self.of_sheet(row.sheet, row.number, row.sheet.header_of(column), value, message, proposal, "warning")

    def of_sheet(  # noqa: PLR0913, PLR0917  what a problem is
        self,
        sheet: Sheet,
        row: int,
        header: str,
        value: str,
        message: str,
        proposal: str = "",
        level: Literal["error", "warning"] = "error",
    ) -> None:
        """Say what is wrong or doubtful in a row, under a header as the file has it."""
        problem = Problem(
            file=sheet.file,
            sheet=sheet.sheet,
            row=row,
            column=header,
            value=value[:_LONGEST_SHOWN],
            message=message,
            proposal=proposal,
            level=level,
        )
        self.add(sheet, problem)

    def add(self, sheet: Sheet, problem: Problem) -> None:
        """Take a problem of a sheet."""
        if problem.level == "error":
            self.refused.row(sheet, problem.row)
        self.problems.append(problem)

    def has_errors(self, start: int) -> bool:
        """Tell whether there are errors among the problems from ``start`` on."""
        return any(problem.level == "error" for problem in self.problems[start:])

    def put_in_order(self, sheets: Sequence[Sheet], start: int) -> None:
        """Put the problems from ``start`` on in the order in which their rows stand."""
        places = {(sheet.file, sheet.sheet): at for at, sheet in enumerate(sheets)}
        self.problems[start:] = sorted(
            self.problems[start:], key=lambda problem: (places.get((problem.file, problem.sheet), -1), problem.row)
        )
