"""Numbers and addresses in a page's query."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from flask import request, url_for

from graphdir.errors import InvalidInputError, NotFoundError
from graphdir.i18n import gettext as _
from graphdir.presenting import number_text
from webapp.pages.parts import Paging

# Of longer lists a sheet of paper is no help.
_MOST_AT_ONCE: Final = 1000


def page_number() -> int:
    """Return the asked page.

    Raises:
        InvalidInputError: no whole number from 1 on.
    """
    return positive_number("page", 1)


def page_size(usual: int) -> int:
    """Return how many entries a page holds: with ``all=1`` as many as a list may have that is printed."""
    return _MOST_AT_ONCE if request.args.get("all") == "1" else usual


def positive_number(name: str, default: int, most: int = 1_000_000) -> int:
    """Return a whole number from the query.

    Raises:
        InvalidInputError: it is none from 1 to ``most``.
    """
    typed = request.args.get(name, "")
    if not typed:
        return default
    digits = typed.lstrip("0")
    if not (typed.isascii() and digits.isdigit() and len(digits) <= len(str(most)) and int(digits) <= most):
        raise InvalidInputError(
            _(
                "“%(name)s” has to be a number from 1 to %(most)s; “%(typed)s” is not.",
                name=name,
                most=most,
                typed=typed,
            )
        )
    return int(digits)


def url_with(**changes: str | int | Sequence[str] | None) -> str:
    """Return this page's address with some of its query changed; None or empty leaves a value out."""
    values: dict[str, Any] = {name: list(filter(None, all_)) for name, all_ in request.args.lists()}
    for name, value in changes.items():
        if value in (None, "") or value == []:
            values.pop(name, None)
        else:
            values[name] = value
    return _url(request.view_args or {}, values)


def url_instead(old: str, new: str) -> str:
    """Return this page's address with another value wherever ``old`` stands in path or query."""

    def turned(value: Any) -> Any:
        return new if value == old else value

    return _url(
        {name: turned(value) for name, value in (request.view_args or {}).items()},
        {name: list(map(turned, all_)) for name, all_ in request.args.lists()},
    )


def _url(parts_of_path: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    # The query is added by hand: url_for takes names such as "_external" for orders.
    path = url_for(request.endpoint or "", **parts_of_path)
    query = urlencode(values, doseq=True)
    return f"{path}?{query}" if query else path


def paging(page: int, size: int, total: int, shown: int, *, at_once: bool = False) -> Paging:
    """Return where in the list a page is and where its neighbours are; with ``at_once`` where all of it is.

    Raises:
        NotFoundError: the page lies beyond the last one.
    """
    if page > 1 and not shown:
        raise NotFoundError(
            _("There are only %(total)s entries: this page lies beyond the last one.", total=number_text(total))
        )
    first = (page - 1) * size + 1
    return Paging(
        first=first if shown else 0,
        last=first + shown - 1 if shown else 0,
        total=total,
        before=url_with(page=page - 1 if page > 2 else None) if page > 1 else "",  # noqa: PLR2004
        after=url_with(page=page + 1) if page * size < total else "",
        all_url=url_with(all="1", page=None) if at_once and size < total <= _MOST_AT_ONCE else "",
    )
