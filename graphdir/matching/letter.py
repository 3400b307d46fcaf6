"""The letter around an idea: whoever pastes a mail does not look for its addressee."""

import re
from typing import Final

_HEADER: Final = re.compile(
    r"^[>\s]*(?:Von|An|Cc|Bcc|Kopie|Gesendet|Datum|Antwort an|From|To|Sent|Date|Reply-To)\s*:.*$", re.IGNORECASE
)
_SUBJECT: Final = re.compile(r"^[>\s]*(?:Betreff|Betr\.|Subject)\s*:\s*(?:(?:AW|WG|Re|Fwd?)\s*:\s*)*", re.IGNORECASE)
_FORWARDED: Final = re.compile(r"^[>\s]*-{3,}.*(?:Nachricht|message).*-{3,}\s*$", re.IGNORECASE)
_SALUTATION: Final = re.compile(
    r"^[>\s]*(?:Sehr geehrte[rs]?|Liebe[rs]?|Hallo|Guten (?:Tag|Morgen|Abend)|Dear|Hello|Hi)\b[^;:?]{0,80}[,!]\s*$"
)
_CLOSING: Final = re.compile(
    r"^[>\s]*(?:--\s*$|(?:Mit )?(?:(?:ganz )?(?:freundliche|beste|herzliche|liebe|sonnige|viele|schöne)[nr]?,? )+"
    r"(?:Grüße|Grüsse|Gruß|Grüßen|Gruss)\b[^:.]{0,60}$|(?:MfG|VG|LG|Kind regards|Best regards|Best wishes|Yours)\b)",
    re.IGNORECASE,
)
_MAIL_ADDRESS: Final = re.compile(r"\b[^\s@<>]{1,64}@[^\s@<>]{1,200}\.\w{2,}")
_TELEPHONE: Final = re.compile(r"(?:\+\d\d[ (0)/-]{0,5}|\b0)\d{2,4}[ /()-]{0,3}\d[\d /-]{2,15}\d\b")
# One line with a colon is no letter: "An: alle fünften Klassen".
_FEWEST_HEADERS: Final = 2


def without_letter(idea: str) -> str:
    """Return an idea without what a mail has around it: sender and addressee, salutation, and all below the greeting.

    Of the subject what it says is kept. Where nothing would be left it is returned as it is.
    """
    lines = idea.splitlines()
    is_mail = sum(bool(_HEADER.match(line)) for line in lines) >= _FEWEST_HEADERS
    kept: list[str] = []
    is_below = False
    for line in lines:
        is_header = is_mail and bool(_HEADER.match(line))
        if is_header or _FORWARDED.match(line):
            is_below = False
        elif _CLOSING.match(line):
            is_below = True
        elif not is_below and not _SALUTATION.match(line):
            kept.append(_SUBJECT.sub("", line))
    return "\n".join(kept).strip() or idea


def says_how_to_reach(idea: str) -> bool:
    """Tell whether an idea holds a mail address or a telephone number, which would go along with its address."""
    return bool(_MAIL_ADDRESS.search(idea) or _TELEPHONE.search(idea))
