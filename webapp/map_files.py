"""The map to take along: as a poster, as a graph, and as one file that opens anywhere."""

import base64
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

import flask_bootstrap
import pyvis
from flask import render_template

from graphdir.bootstrap import Settings
from graphdir.borders import SOURCE
from graphdir.directory import Directory
from graphdir.errors import InvalidInputError
from graphdir.exporting.replacing import replaced
from graphdir.i18n import date_text, ngettext, use_language
from graphdir.i18n import gettext as _
from graphdir.network.map import MARKS, RELATIONSHIPS, NetworkMap
from graphdir.network.picture_graph import write_picture_gexf, write_picture_graphml
from graphdir.network.poster import Words, write_poster
from graphdir.network.view import Question
from graphdir.reporting.table import group_label, relationship_label
from webapp import maps
from webapp.map_ties import tie_lines

VIS: Final = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2"
_STATIC: Final = Path(__file__).parent / "static"
_BOOTSTRAP: Final = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
# In the order in which they are needed.
_SCRIPTS: Final = (
    _STATIC / "theme.js",
    VIS / "vis-network.min.js",
    _STATIC / "combobox.js",
    _STATIC / "map.js",
    _STATIC / "map-panel.js",
    _STATIC / "map-file.js",
)
# So many sources stand on a poster.
_MOST_SOURCES: Final = 3
_STYLES: Final = (_BOOTSTRAP / "css" / "bootstrap.min.css", _STATIC / "graphdir.css")

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "html": "text/html",
}


def map_file(directory: Directory, settings: Settings, question: Question, format_: str) -> bytes:
    """Return what the question shows as a file; the formats are those of ``MEDIA_TYPES``.

    Needs the site's context: labels are those of its language, templates its own.
    """
    file = io.BytesIO()
    _WRITERS[format_](directory, settings, question, file)
    return file.getvalue()


def write_map_file(directory: Directory, settings: Settings, path: Path, *, geography: bool) -> NetworkMap:
    """Write the whole network into a file whose ending names the format, and return what it shows.

    Raises:
        InvalidInputError: an ending that stands for no format, or a file that cannot be written.
    """
    from webapp.app import create_app  # noqa: PLC0415  it brings the routes, which need this module

    format_ = path.suffix.removeprefix(".").lower()
    if format_ not in MEDIA_TYPES:
        raise InvalidInputError(
            _(
                "“%(file)s” does not say which format it shall have. Possible endings: %(endings)s.",
                file=path,
                endings=", ".join(f".{known}" for known in MEDIA_TYPES),
            )
        )
    question = Question(geography=geography)
    with create_app(directory, settings).test_request_context():
        use_language(settings.language)
        content = map_file(directory, settings, question, format_)
    with replaced(path) as part:
        part.write_bytes(content)
    return directory.network_map(question)


def _poster(format_: str) -> Callable[[Directory, Settings, Question, IO[bytes]], None]:
    def write(directory: Directory, settings: Settings, question: Question, file: IO[bytes]) -> None:
        network = directory.network_map(question)
        words = Words(
            title=settings.network_name,
            subtitle=" · ".join((maps.counts(network), *maps.restrictions(question, directory))),
            sentences=maps.summary_sentences(network),
            footer=" · ".join(filter(None, (*origin(directory, network), maps.source_line(network)))),
            pale=_("Pale lines have ended or are planned. The wider a line, the more projects or relations."),
            groups={group: group_label(group) for group in MARKS},
            relationships={"": _("Ties between groups"), **{name: relationship_label(name) for name in RELATIONSHIPS}},
        )
        write_poster(network, words, file, format_)  # type: ignore[arg-type]

    return write


def origin(directory: Directory, network: NetworkMap) -> list[str]:
    """Say of when the map is, where what it shows comes from and how old that is; of groups only of when it is."""
    ids = [row.id for row in network.rows if row.group]
    if not ids:
        return [_as_of(directory)]
    store = directory.store
    links = {link.relation.key: link.relation for found in store.links_of(ids).values() for link in found}
    projects = {part.project.id: part.project for found in store.parts_of(ids).values() for part in found}
    said = [
        *((entry.source, entry.last_confirmed) for entry in store.organisations(ids).values()),
        *((entry.source, entry.last_confirmed) for entry in links.values()),
        *((entry.source, entry.last_confirmed) for entry in projects.values()),
    ]
    counted = Counter(maps.source_name(source) for source, _confirmed in said)
    dates = [confirmed for _source, confirmed in said]
    del counted[""]
    named = [name for name, _number in counted.most_common(_MOST_SOURCES)]
    more = len(counted) - len(named)
    told = "; ".join(named)
    if more:
        told = ngettext("%(named)s and one more", "%(named)s and %(number)s more", more, named=told, number=more)
    known = sorted(filter(None, dates))
    return [
        _as_of(directory),
        *([_("Sources: %(sources)s", sources=told)] if named else []),
        *([_("confirmed between %(first)s and %(last)s", first=known[0][:4], last=known[-1][:4])] if known else []),
    ]


def _graph(writer: Callable[[NetworkMap, IO[bytes]], None]) -> Callable[..., None]:
    def write(directory: Directory, _settings: Settings, question: Question, file: IO[bytes]) -> None:
        writer(directory.network_map(question), file)

    return write


def _standalone(directory: Directory, settings: Settings, question: Question, file: IO[bytes]) -> None:
    """Write one page with both arrangements that asks no server for anything."""
    taxonomy, today = directory.taxonomy(), directory.today()
    networks = {
        maps.NETWORK: directory.network_map(replace(question, geography=False)),
        maps.GEOGRAPHY: directory.network_map(replace(question, geography=True)),
    }
    network = networks[maps.GEOGRAPHY if question.geography else maps.NETWORK]
    script = "\n".join(path.read_text("utf-8") for path in _SCRIPTS)
    style = "\n".join(path.read_text("utf-8").partition("/*# sourceMappingURL")[0] for path in _STYLES)
    page = render_template(
        "map_file.html",
        network=network,
        summary=maps.summary(network),
        counts=maps.counts(network),
        rule=maps.counting_rule(),
        restrictions=maps.restrictions(question, directory),
        as_of=_as_of(directory),
        source=_("Borders: %(source)s", source=SOURCE),
        network_name=settings.network_name,
        geography=question.geography,
        pictures={name: maps.picture(drawn, taxonomy, today) for name, drawn in networks.items()},
        ties=tie_lines(directory, [row.id for row in network.rows if row.group]),
        words=maps.words(),
        groups=[(group, group_label(group)) for group in MARKS],
        relationships=[(name, relationship_label(name)) for name in RELATIONSHIPS],
        script=script,
        style=style,
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:",
    )
    file.write(page.encode())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _as_of(directory: Directory) -> str:
    return _("As of %(date)s", date=date_text(directory.today()))


_WRITERS: Final[Mapping[str, Callable[[Directory, Settings, Question, IO[bytes]], None]]] = {
    "pdf": _poster("pdf"),
    "svg": _poster("svg"),
    "png": _poster("png"),
    "gexf": _graph(write_picture_gexf),
    "graphml": _graph(write_picture_graphml),
    "html": _standalone,
}
