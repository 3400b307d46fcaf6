"""What files to take along are called: one word for each, in the language of the page."""

from typing import Final

from graphdir.i18n import gettext as _

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "-"})


def attachment(name: str, ending: str) -> dict[str, str]:
    """Return the header that names a file; ``name`` is what it holds, as the addresses of the site call it."""
    return {"Content-Disposition": f'attachment; filename="{file_name(name)}.{ending}"'}


def file_name(name: str) -> str:
    """Return what a file is called, without its ending: small letters that every file system takes."""
    return _word(name).lower().translate(_LETTERS)


def _word(name: str) -> str:
    return {
        "network": _("network"),
        "organisations": _("organisations"),
        "relations": _("relations"),
        "projects": _("projects"),
        "participants": _("participants"),
        "partners": _("partners"),
        "freshness": _("to confirm"),
        "mend": _("rows to mend"),
        "gaps": _("gaps"),
        "topics": _("gaps by topic"),
        "social-work": _("gaps in social work"),
        "compare": _("gaps compared"),
        "changes": _("gaps changed"),
        "leaving": _("what if somebody leaves"),
        "size": _("report size"),
        "ties": _("report ties"),
        "schools": _("report schools"),
        "parts": _("report parts"),
        "cuts": _("report cut off"),
        "bridges": _("report bridges"),
        "brokers": _("report brokers"),
        "communities": _("report communities"),
        "mix": _("report who with whom"),
        "years": _("report years"),
        "confirmed": _("report age"),
        "ask": _("report whom to ask"),
    }.get(name, name)
