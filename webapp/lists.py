"""Tables that sort by their headers and can be taken along as Excel."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from flask import Response, request

from graphdir.exporting.files import Cell, new_workbook, xlsx_list
from webapp.downloads import XLSX, attachment, file_name
from webapp.pages.parts import Header
from webapp.paging import url_with

_T = TypeVar("_T")
# Excel's own limit.
_LONGEST_SHEET_NAME: Final = 31


def asked_order(fields: Iterable[str]) -> str:
    """Return by which of these fields the page was asked to sort, a minus before it for backwards; else empty."""
    asked = request.args.get("sort", "")
    return asked if asked.removeprefix("-") in set(fields) else ""


def ordered(entries: Iterable[_T], order: str, keys: Mapping[str, Callable[[_T], Any]]) -> list[_T]:
    """Sort by one of ``keys``; without an order, and where they are equal, as they come."""
    if not order:
        return list(entries)
    return sorted(entries, key=keys[order.removeprefix("-")], reverse=order.startswith("-"))


def headers(  # noqa: PLR0913
    labels: Mapping[str, str],
    order: str,
    fields: Iterable[str],
    *,
    anchor: str,
    dates: Iterable[str] = (),
    numbers: Iterable[str] = (),
) -> list[Header]:
    """Return headers that sort by ``fields``: once forwards, then backwards; dates and numbers the other way round."""
    found: list[Header] = []
    for name, label in labels.items():
        first, second = (f"-{name}", name) if name in (*dates, *numbers) else (name, f"-{name}")
        url = url_with(sort=second if order == first else first, page=None) + f"#{anchor}"
        found.append(
            Header(
                label=label,
                url=url if name in fields else "",
                sorted={name: "ascending", f"-{name}": "descending"}.get(order, ""),
                number=name in numbers,
            )
        )
    return found


def xlsx_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Answer with a workbook of one sheet."""
    file = io.BytesIO()
    with new_workbook(file) as book:
        xlsx_list(book, file_name(name)[:_LONGEST_SHEET_NAME], header, rows)
    return xlsx_file(name, file)


def xlsx_file(name: str, file: io.BytesIO) -> Response:
    """Answer with a workbook."""
    return Response(
        file.getvalue(),
        mimetype=XLSX,
        headers=attachment(name, "xlsx"),
    )
