"""The README of each folder of ``seeds/``: what it is, where it comes from, by which rules."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from graphdir.model import Organisation
from tools.seeding.carriers import SAME_BODY
from tools.seeding.projects import QUARANTINE
from tools.seeding.tables import Network

_BUILT: Final = (
    "Built by `python -m tools.build_seeds --data FOLDER` from raw lists that are not part of the"
    " project; do not edit the tables by hand."
)
_NO_LICENCE: Final = (
    "No licence is recorded for the lists and pages; what is taken from them are facts, each row"
    " with its source. Borders (used to find municipality and county): © GeoBasis-DE / BKG 2017."
)

_ABOUT: Final[Mapping[str, str]] = {
    "stendal": """\
# Cooperation network of the Landkreis Stendal

Every school of the county's list of 2016, the organisations and cooperations that public pages
name, the facts of the office's page on schulerfolg-sichern.de (read 2026-11), and the ESF projects
2008-2014 whose link to a school is safe.
""",
    "sachsen-anhalt-2008-2014": """\
# ESF projects at schools in Sachsen-Anhalt, 2008-2014

The larger sample: projects of carriers at schools in the whole Land, funded by the European Social
Fund and published in the Land's list of beneficiaries; only those whose link to a school is safe.
These are closed projects: they show who worked with whom then, not today.
""",
}
_SOURCES: Final[Mapping[str, str]] = {
    "stendal": """\
- organisations, relations, contacts: the web page in the column `source`
- schools: school list of the Land, 2016, as collected by Datenschule/jedeschule.de; not confirmed
  since
- projects, participations: list of ESF beneficiaries of Sachsen-Anhalt, by way of
  os-data/eu-structural-funds; the link to a school was made from the project's title
- centres of places: GeoNames-derived postcode list
""",
    "sachsen-anhalt-2008-2014": """\
- projects, participations, carriers: list of ESF beneficiaries of Sachsen-Anhalt, by way of
  os-data/eu-structural-funds; the link to a school was made from the project's title
- schools: school list of the Land, 2017 (postcode, full-time), as collected by
  Datenschule/jedeschule.de; the entries shared with `stendal` are the same there and here
""",
}
_RULES: Final[Mapping[str, str]] = {
    "stendal": """\
- The advisory board is an organisation with eight members, not 28 pairs of members.
- The change of carrier of the office on 2022-08-01 is two dated `carrier_of` relations; the end
  of the first is derived from the beginning of the second.
- `last_confirmed` is empty where a page bears no date. The office's page is undated but later
  than August 2022.
- The page prints the postcode 39567 for Stendal, two digits swapped; here it is 39576.
- ST-402 (Grundschule Grieben) stands at the centre of its place: the list's point lies 6 km off.
- What the column "topics" of the raw lists says is split into topics, keywords and, where it is a
  fact of another kind, relations, kinds or description.
- Only function contacts are kept; the one personal mailbox of the page is replaced by the
  function mailbox. No person is named.
""",
    "sachsen-anhalt-2008-2014": """\
- The kind of a carrier comes from its name; where the name does not tell, who ran school social
  work is a `free_carrier`, another registered association an `association`, another limited
  company a `company`.
- A carrier has a town only where its name states it; it then stands in the middle of that
  place's schools in the list (`place`). All other carriers have no position.
- One site per project, the linked one, also where a title names two schools.
""",
}
_SHARED_RULES: Final = """\
- Organisations without coordinates of their own stand at the centre of their town (`place`).
- `recognised_75` is empty: the sources do not say.
- Titles keep the source's spelling. Topics and target groups are read from the title without the
  school's name; `starts_on` and `ends_on` are the list's first and last year.
- A link to a school counts as safe from a match score of 3.
"""


def of(name: str, network: Network) -> str:
    """Return the README of the folder ``name``."""
    return "\n".join(
        [
            _ABOUT[name],
            _BUILT,
            "\n## Sources and licence\n",
            _SOURCES[name],
            _NO_LICENCE,
            "\n## Rules\n",
            _RULES[name] + _SHARED_RULES,
            _united(network.organisations),
            *(_left_out() if name != "stendal" else ()),
            _counts(network),
        ]
    )


def _united(organisations: Sequence[Organisation]) -> str:
    names = {one.name for one in organisations}
    lines = [f"- {spelling} → {entry}" for spelling, entry in SAME_BODY.items() if entry in names]
    return "\n".join(["One entry for several spellings:\n", *lines, ""])


def _left_out() -> list[str]:
    return [
        "Left out although the match score is safe:\n",
        *(f"- `{title}`: {reason}" for title, reason in QUARANTINE.items()),
        '- A carrier that reads only "mbH" is a broken line; its project names no school.\n',
    ]


def _counts(network: Network) -> str:
    kinds = Counter(one.kind for one in network.organisations)
    schools = kinds.pop("school")
    rows = [f"| {table} | {len(rows)} |" for table, rows in network.tables().items()]
    return "\n".join(
        [
            "## Counts\n",
            "| table | rows |",
            "|---|---|",
            *rows,
            "",
            f"{schools} schools and {kinds.total()} other organisations: "
            + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
            + ".",
            "",
        ]
    )
