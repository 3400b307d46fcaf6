"""The table of roles in the documentation is that of the code."""

from pathlib import Path

from graphdir.account import Role
from webapp.access import ROUTES

DOCUMENT = Path(__file__).parents[2] / "docs" / "roles.md"


def table() -> str:
    """Return who may use what, as the document has it."""
    roles: list[Role | None] = [None, *Role]
    lines = ["| route | visitor | member | coordinator | administrator |", "|---|:-:|:-:|:-:|:-:|"]
    for route, least in sorted(ROUTES.items()):
        may = ["yes" if least is None or (role is not None and role.at_least(least)) else "" for role in roles]
        lines.append(f"| {route} | {' | '.join(may)} |")
    return "\n".join(lines)


def test_the_table_of_roles_is_that_of_the_code() -> None:
    assert table() in DOCUMENT.read_text("utf-8"), "Put the new table into docs/roles.md"
