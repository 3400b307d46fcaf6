"""The tables that files consist of: one definition for importer, exporter and data packages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from graphdir.model import (
    DATE_PATTERN,
    OCCASIONS,
    POSITION_QUALITIES,
    PROJECT_STATUSES,
    ROLES,
    STATUSES,
    VISIBILITIES,
    EntityKind,
)
from graphdir.taxonomy import GROUP_LABELS
from graphdir.text import fold

Type = Literal[
    "text",
    "long_text",
    "list",
    "date",
    "number",
    "boolean",
    "postcode",
    "email",
    "phone",
    "url",
    "choice",
    "term",
    "terms",
    "topics",
    "reference",
]
LIST_SEPARATOR: Final = ";"
LONGEST_CELL: Final = 32_767
"""What Excel can hold."""
# A store can look nobody up by a text of many thousand characters.
_LONGEST_ID: Final = 300
_LONGEST_NAME: Final = 300
_LONGEST_TITLE: Final = 500
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
# A telephone number with blanks in it is no formula.
_NUMBER: Final = re.compile(r"\+\d+(?: \d+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: ``german`` are other headers it is known by, ``among`` the values of a choice.

    ``vocabulary`` is the field of the taxonomy that a term, or the table that a reference, is of. ``most`` is how many
    characters a cell may have, as many as Excel can hold where nothing else is said.
    """

    name: str
    type: Type = "text"
    german: tuple[str, ...] = ()
    required: bool = False
    among: tuple[str, ...] = ()
    vocabulary: str = ""
    limits: tuple[float, float] | None = None
    most: int = LONGEST_CELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table and the sort of entry its rows are; ``german`` are other names of file or sheet."""

    name: str
    entity: EntityKind
    columns: tuple[Column, ...]
    german: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Return what files of the table are called in a language."""
        return self.german[0] if language == "de" else self.name

    def column(self, name: str) -> Column:
        """Return the column of this name.

        Raises:
            KeyError: there is none.
        """
        return {column.name: column for column in self.columns}[name]

    def column_called(self, header: str) -> Column | None:
        """Return the column that a header means, by its name or a German one; a number's may say “in Euro”, too."""
        folded = fold(header)
        if found := self._by_header().get(folded):
            return found
        counted = self._by_header().get(without_euros(folded))
        if counted and counted.type == "number":
            return counted
        own = self._by_header().get(_OF_THE_BODY.sub("", folded))
        return own if own and own.name != "name" else None

    def _by_header(self) -> Mapping[str, Column]:
        return _HEADERS[self.name]


def _column(name: str, type_: Type = "text", *german: str, **more: Any) -> Column:
    return Column(name=name, type=type_, german=german, **more)


# Folded: of “in €” the sign is gone.
_IN_EUROS: Final = re.compile(r" (?:in(?: euro| eur)?|euro|eur)$")


def without_euros(folded: str) -> str:
    """Return a folded header without that it counts euros."""
    return _IN_EUROS.sub("", folded)


# Whose it is, where that goes without saying: “Anschrift der Einrichtung”.
_OF_THE_BODY: Final = re.compile(
    r" (?:der|des) (?:einrichtung|organisation|institution|vereins|kita|beratungsstelle|firma|unternehmens|betriebs)$"
)
_SOURCE: Final = (
    _column("source", "long_text", "Quelle"),
    _column("last_confirmed", "date", "zuletzt bestätigt", "bestätigt am", "Stand"),
)
_VALID_FROM: Final = ("gültig von", "gültig ab", "gültig seit")
_PERIOD: Final = (
    _column(
        "valid_from",
        "date",
        *_VALID_FROM,
        "seit",
        "ab",
        "von",
        "Beginn",
        "Start",
        "läuft seit",
        "besetzt seit",
        "Vertragsbeginn",
    ),
    _column("valid_to", "date", "gültig bis", "bis", "Ende", "befristet bis", "läuft bis", "Vertragsende"),
)
# A bare "seit" beside an organisation mostly tells since when somebody works there or with it.
_RECOGNISED_LABELS: Final = ("Anerkannt nach § 75 SGB VIII", "recognised after § 75 SGB VIII")
_EXISTENCE: Final = (
    _column("valid_from", "date", *_VALID_FROM, "gegründet", "Gründungsjahr", "besteht seit"),
    _column("valid_to", "date", "gültig bis", "valid until", "besteht bis", "geschlossen am", "aufgelöst"),
)
# Not "Bemerkung" and the like: what offices note there is often not meant for everybody.
_DESCRIPTION: Final = _column(
    "description", "long_text", "Beschreibung", "Kurzbeschreibung", "Projektbeschreibung", "Inhalt", "Inhalte"
)

_PHONE: Final = (
    *("Telefon", "Tel.", "Telefonnummer", "Telefonnr.", "Telefon-Nr.", "Tel.-Nr.", "Rufnummer", "Fon", "Telephone"),
    *("Telefon geschäftlich", "Business Phone"),
)
_EMAIL: Final = ("E-Mail", "Mail", "Email", "E-Mail-Adresse", "Emailadresse", "Mailadresse", "E-mail Address")
_FIELDS: Final = ("Handlungsfeld", "Handlungsfelder", "Themenfeld", "Themenfelder", "Themenschwerpunkte")

_TOPIC_COLUMNS: Final = (
    _column("id", "text", "Kennung", required=True, most=_LONGEST_ID),
    _column("label_de", "text", "Thema", "Bezeichnung", required=True),
    _column("label_en", "text", "Bezeichnung englisch"),
    _column("parent_id", "text", "Oberthema", most=_LONGEST_ID),
    _column("synonyms_de", "list", "Synonyme"),
)
_KIND_COLUMNS: Final = (
    _column("id", "text", "Kennung", required=True, most=_LONGEST_ID),
    _column("label_de", "text", "Art", "Bezeichnung", required=True),
    _column("label_en", "text", "Bezeichnung englisch"),
    _column("group", "choice", "Gruppe", among=tuple(GROUP_LABELS)),
    _column("definition_de", "long_text", "Definition"),
    _column("example", "long_text", "Beispiel"),
)
_ORGANISATION_COLUMNS: Final = (
    _column("id", "text", "Kennung", "Schulnummer", "Schulnr.", "Nr.", most=_LONGEST_ID),
    _column(
        "name",
        "text",
        *("Name", "Organisation", "Einrichtung", "Schule", "Träger", "Schulname", "Institution"),
        *(
            f"{what} der {body}"
            for what in ("Name", "Bezeichnung")
            for body in ("Organisation", "Einrichtung", "Institution", "Schule", "Kita")
        ),
        *(
            "Beratungsstelle",
            "Name der Beratungsstelle",
            "Anlaufstelle",
            "Kita",
            "Kindertagesstätte",
            "Einr.",
            "Anbieter",
        ),
        *("Jugendclub", "Jugendklub", "Jugendzentrum", "Jugendeinrichtung", "Familienzentrum"),
        required=True,
        most=_LONGEST_NAME,
    ),
    _column("aliases", "list", "weitere Namen", "further names", "Alias", "Kurzname", "Abkürzung", "Kürzel"),
    _column(
        "kind",
        "term",
        *("Art", "Organisationsart", "Einrichtungsart", "Trägerart"),
        required=True,
        vocabulary="organisation_kinds",
    ),
    _column("further_kinds", "terms", "weitere Arten", "weitere Rollen", vocabulary="organisation_kinds"),
    _column("parent_id", "reference", "gehört zu", "übergeordnet", "Teil von", vocabulary="organisations"),
    _column("school_type", "term", "Schulform", "Schulart", "Schultyp", vocabulary="school_types"),
    _column("recognised_75", "boolean", "anerkannt nach § 75", "anerkannt", "§ 75 SGB VIII", *_RECOGNISED_LABELS),
    _column(
        "street",
        "text",
        *("Straße", "Anschrift", "Adresse", "Str."),
        *(f"Straße {number}" for number in ("Nr.", "und Nr.", "Hausnr.", "Hausnummer", "und Hausnummer")),
        *("address", "Straße geschäftlich", "Business Street"),
    ),
    _column(
        "postcode",
        "postcode",
        *("PLZ", "Postleitzahl", "postal code", "zip code", "ZIP"),
        *("Postleitzahl geschäftlich", "Business Postal Code"),
        most=_LONGEST_NAME,
    ),
    _column(
        "town",
        "text",
        *("Ort", "Stadt", "Wohnort", "city", "Ort geschäftlich", "Business City"),
        most=_LONGEST_NAME,
    ),
    _column("municipality", "text", "Gemeinde", "Kommune", most=_LONGEST_NAME),
    _column("region", "text", "Landkreis", "Kreis", "Region", "Landkreis / Region", most=_LONGEST_NAME),
    _column("country", "text", "Land", "Staat"),
    _column("latitude", "number", "Breite", "Breitengrad", "lat", limits=(-90, 90)),
    _column("longitude", "number", "Länge", "Längengrad", "lon", "lng", limits=(-180, 180)),
    _column("position_quality", "choice", "Genauigkeit der Lage", "exactness of the place", among=POSITION_QUALITIES),
    _column(
        "website",
        "url",
        *("Internet", "Webseite", "Homepage", "www", "URL", "Web", "Internetadresse", "Internetseite", "Web Page"),
    ),
    _column("email", "email", *_EMAIL),
    _column("phone", "phone", *_PHONE),
    _column(
        "topics",
        "topics",
        *("Themen", "Thema", "Schwerpunkte", "Angebote", "Arbeitsschwerpunkte", "Arbeitsfelder", *_FIELDS),
    ),
    _column("keywords", "list", "Stichworte", "Schlagworte"),
    _column("target_groups", "terms", "Zielgruppen", "Zielgruppe", vocabulary="target_groups"),
    _DESCRIPTION,
    *_EXISTENCE,
    *_SOURCE,
)
_RELATION_COLUMNS: Final = (
    _column(
        "from_id",
        "reference",
        *("von Organisation", "A", "Organisation A", "Partner A", "Organisation 1", "Partner 1", "Einrichtung 1"),
        *("Vertragspartner 1", "Kooperationspartner 1"),
        required=True,
        vocabulary="organisations",
    ),
    _column(
        "to_id",
        "reference",
        *("zu Organisation", "B", "Organisation B", "Partner B", "Organisation 2", "Partner 2", "Einrichtung 2"),
        *("Vertragspartner 2", "Kooperationspartner 2"),
        required=True,
        vocabulary="organisations",
    ),
    _column(
        "kind",
        "term",
        *("Art", "Beziehungsart", "Beziehung", "Art der Beziehung", "Art der Kooperation", "Kooperationsart"),
        required=True,
        vocabulary="relation_kinds",
    ),
    _column("status", "choice", "Status", among=STATUSES),
    _column("occasion", "choice", "Anlass", among=OCCASIONS),
    _column("topics", "topics", "Themen", "Thema", *_FIELDS),
    *_PERIOD,
    _DESCRIPTION,
    *_SOURCE,
)
_PROJECT_COLUMNS: Final = (
    _column(
        "id",
        "text",
        *("Kennung", "Projektnummer", "Projekt-Nr.", "Aktenzeichen", "Förderkennzeichen", "Nr."),
        most=_LONGEST_ID,
    ),
    _column("title", "text", "Titel", "Projekt", "Projekttitel", "Name", required=True, most=_LONGEST_TITLE),
    _column("kind", "term", "Art", "Projektart", vocabulary="project_kinds"),
    _column("status", "choice", "Status", "Stand der Bearbeitung", among=PROJECT_STATUSES),
    _column("topics", "topics", "Themen", "Thema", *_FIELDS),
    _column("target_groups", "terms", "Zielgruppen", "Zielgruppe", vocabulary="target_groups"),
    _column("starts_on", "date", "Beginn", "von", "Start", "Jahr", "Startdatum", "Laufzeit von", "Laufzeit ab"),
    _column("ends_on", "date", "Ende", "bis", "Enddatum", "Laufzeit bis"),
    _column("amount_eur", "number", "Betrag", "Summe", "Fördersumme", "Betrag in Euro", limits=(0, 1e12)),
    _column("programme", "text", "Programm", "Förderprogramm"),
    _DESCRIPTION,
    *_SOURCE,
)
_PARTICIPATION_COLUMNS: Final = (
    _column("project_id", "reference", "Projekt", required=True, vocabulary="projects"),
    _column("organisation_id", "reference", "Organisation", required=True, vocabulary="organisations"),
    _column("role", "choice", "Rolle", among=ROLES),
    _column("source", "long_text", "Quelle"),
)
_CONTACT_COLUMNS: Final = (
    _column(
        "organisation_id",
        "reference",
        *("Organisation", "Einrichtung", "Institution", "Schule", "Träger"),
        required=True,
        vocabulary="organisations",
    ),
    _column("role", "term", "Rolle", "Funktion", required=True, vocabulary="contact_roles"),
    _column("name", "text", "Name", "Ansprechperson", "Ansprechpartner", most=_LONGEST_NAME),
    _column("phone", "phone", *_PHONE),
    _column("email", "email", *_EMAIL),
    _column("visibility", "choice", "Sichtbarkeit", "sichtbar", "sichtbar für", "öffentlich", among=VISIBILITIES),
    *_SOURCE,
    _column("expires_on", "date", "läuft ab am", "gültig bis", "bis"),
)
# In the order in which they are read: what is referred to comes first.
TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        Table(name="topics", entity="topic", columns=_TOPIC_COLUMNS, german=("Themen",)),
        Table(
            name="organisation_kinds",
            entity="organisation_kind",
            columns=_KIND_COLUMNS,
            german=("Organisationsarten", "Arten"),
        ),
        Table(
            name="organisations",
            entity="organisation",
            columns=_ORGANISATION_COLUMNS,
            german=("Organisationen", "Einrichtungen", "Schulen", "Träger"),
        ),
        Table(name="projects", entity="project", columns=_PROJECT_COLUMNS, german=("Projekte",)),
        Table(name="relations", entity="relation", columns=_RELATION_COLUMNS, german=("Beziehungen",)),
        Table(
            name="participations",
            entity="participation",
            columns=_PARTICIPATION_COLUMNS,
            german=("Beteiligungen", "Projektbeteiligungen"),
        ),
        Table(name="contacts", entity="contact", columns=_CONTACT_COLUMNS, german=("Kontakte",)),
    )
}
_HEADERS: Final[Mapping[str, Mapping[str, Column]]] = {
    name: {fold(header): column for column in reversed(table.columns) for header in (*column.german, column.name)}
    for name, table in TABLES.items()
}
_TABLES_BY_NAME: Final = {fold(called): table for table in TABLES.values() for called in (table.name, *table.german)}


def table_called(name: str) -> Table | None:
    """Return the table that a file or sheet of this name holds."""
    return _TABLES_BY_NAME.get(fold(name))


def schema(table: Table) -> dict[str, Any]:
    """Return the Frictionless Table Schema of a table.

    Dates are text with a pattern, since a year alone is allowed; lists are text.
    """
    return {"fields": [_field(column) for column in table.columns], "missingValues": [""]}


def data_package(name: str, title: str, tables: Mapping[str, str]) -> dict[str, Any]:
    """Return a Frictionless data package of CSV files, ``tables`` being path by table name."""
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "resources": [
            {
                "name": table.replace("_", "-"),
                "path": path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema(TABLES[table]),
            }
            for table, path in tables.items()
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.type == "date":
        constraints["pattern"] = DATE_PATTERN
    if column.among:
        constraints["enum"] = list(column.among)
    if column.limits:
        constraints["minimum"], constraints["maximum"] = column.limits
    type_ = {"number": "number", "boolean": "boolean"}.get(column.type, "string")
    field: dict[str, Any] = {"name": column.name, "type": type_}
    if column.german:
        field["title"] = column.german[0]
    if constraints:
        field["constraints"] = constraints
    return field


def guarded(cell: str) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula: it gets a leading apostrophe."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """Return what was there before ``guarded``."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell, 1) else cell
