"""A network of who wrote internet standards together, out of Debian's packages ``doc-rfc-*``: RFCs as projects."""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from graphdir.importing.periods import MONTHS, NAMED_MONTH
from graphdir.text import clean, slug

Rows = list[dict[str, str]]

_SOURCE: Final = "RFC Editor"
# Before, headers have no order that could be read.
_FIRST_YEAR: Final = 1994
_HEAD_BYTES: Final = 6000
_LONGEST_NAME: Final = 70
_EDITOR: Final = re.compile(r"(?:,| |^) *(?:Eds?\.?|Editors?|\(Eds?\.?\)|Author)$", re.IGNORECASE)
_INITIALS: Final = re.compile(r"^(?:[A-Z]\w?\.[- ]?)+ ?\S")
_MOST_WORDS: Final = 4
_LEFT_COLUMN: Final = re.compile(r"^(?:RFC|Request|NIC|Updates|Obsoletes|Category|ISSN|BCP|STD|FYI)\b")
# What a company adds to its name, now and then.
_ENDING: Final = re.compile(
    r",? +(?:Inc\.?|Incorporated|Corp\.?|Corporation|Ltd\.?|Limited|LLC|GmbH|AG|S\.?A\.?|B\.V\.|Co\.|Company|plc|Pty|Oy"
    r"|AB|Systems|Networks|Technologies|Technology|Laboratories|Labs|Communications|Research|Consulting|Group|USA)$",
    re.IGNORECASE,
)
_NOBODY: Final = frozenset(
    {"consultant", "consulting", "independent", "independent-consultant", "individual", "individual-contributor"}
    | {"editor", "editors", "inc", "retired", "self", "unaffiliated"}
)
_NO_GROUP: Final = frozenset(
    {"iab", "ietf-non-wg", "independent", "independent-submission", "irtf", "legacy", "non-working-group"}
)


def standards(folder: Path) -> dict[str, Rows]:
    """Return RFCs since 1994 with their authors' organisations, the first named as lead; working groups are topics.

    ``folder`` holds ``rfcNNNN.json`` and ``rfcNNNN.txt.gz``. Nobody's place or kind is known.
    """
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    topics: dict[str, dict[str, str]] = {}
    projects: Rows = []
    participations: Rows = []
    for told, header in _documents(folder):
        published = NAMED_MONTH.fullmatch(told["pub_date"] or "")
        keys = [(key, name) for name in _organisations(header, told["authors"]) if (key := _key(name))]
        if not published or int(published[3]) < _FIRST_YEAR or not keys:
            continue
        for key, name in keys:
            names[key][name] += 1
        id_, day = told["doc_id"].lower(), f"{published[3]}-{MONTHS[published[2].lower()]:02}"
        group = clean(told["source"] or "")
        topic = slug(group) if group else ""
        on_topic = [topic] if topic and topic not in _NO_GROUP else []
        topics.update({one: {"id": one, "label_de": group, "label_en": group} for one in on_topic})
        projects.append(
            {
                "id": id_,
                "title": clean(told["title"]),
                "topics": ";".join(on_topic),
                "starts_on": day,
                "ends_on": day,
                "description": clean(told["abstract"] or ""),
                "source": _SOURCE,
            }
        )
        participations.extend(
            {"project_id": id_, "organisation_id": one, "role": "partner" if at else "lead", "source": _SOURCE}
            for at, one in enumerate(dict.fromkeys(key for key, _name in keys))
        )
    kind = {"id": "organisation", "label_de": "Organisation", "label_en": "Organisation", "group": "other"}
    return {
        "topics": list(topics.values()),
        "organisation_kinds": [kind],
        "organisations": [
            {"id": id_, "name": counts.most_common(1)[0][0], "kind": kind["id"], "source": _SOURCE}
            for id_, counts in names.items()
        ],
        "projects": projects,
        "participations": participations,
    }


def _documents(folder: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Go through what is told of each RFC that has a text, with the first lines of that up to an empty one."""
    for path in sorted(folder.glob("rfc*.json")):
        text = path.with_suffix(".txt.gz")
        if not text.exists():
            continue
        with gzip.open(text) as file:
            start = file.read(_HEAD_BYTES).decode("utf-8", "replace").replace("\ufeff", "").lstrip()
        yield json.loads(path.read_text("utf-8")), start.partition("\n\n")[0].splitlines()


def _organisations(header: Sequence[str], authors: Sequence[str]) -> list[str]:
    """Return what a header's right column says but for authors and dates: “N. N., Company” says the company."""
    surnames = {slug(words[-1]) for author in authors if (words := _EDITOR.sub("", author).split())}
    found = []
    for line in _right_column(header):
        first, _comma, rest = line.partition(", ")
        told = rest if _is_author(first, surnames) else line
        if told and len(told) < _LONGEST_NAME:
            found.append(told)
    return found


def _right_column(header: Sequence[str]) -> Iterator[str]:
    for line in header:
        *left, right = re.split(r"\s{3,}", line.rstrip())
        if left and not NAMED_MONTH.fullmatch(right) and not _LEFT_COLUMN.match(right):
            yield _EDITOR.sub("", right)


def _is_author(line: str, surnames: set[str]) -> bool:
    words = line.split()
    if not words or len(words) > _MOST_WORDS:
        return False
    return slug(words[-1]) in surnames or (len(words) < _MOST_WORDS and bool(_INITIALS.match(line)))


def _key(name: str) -> str:
    """Return the id of an organisation, the same with and without its legal form; empty for who is none."""
    short = name.strip(". ,")
    while (without := _ENDING.sub("", short)) and without != short:
        short = without
    key = slug(short) if short else ""
    return "" if key in _NOBODY or not key[:1].isalpha() else key
