"""Where facts come from, by the name that every row carries, and how old they are."""

from collections.abc import Mapping
from typing import Final

ESF: Final = "os-data/eu-structural-funds DEE.sachsen-anhalt ESF 2007-2013"
OFFICE_PAGE: Final = "https://www.schulerfolg-sichern.de/das-programm/regionale-netzwerkstellen/stendal.html"
SCHOOLS_2016: Final = "Schulliste Sachsen-Anhalt 2016 (Datenschule/jedeschule.de)"
SCHOOLS_2017: Final = "Schulliste Sachsen-Anhalt 2017 (Datenschule/jedeschule.de)"

# Only what is known: a page without a date confirms nothing at any time.
_NEWS: Final = "http://www.volksstimme.de/nachrichten/lokal/stendal/"
_DATES: Final[Mapping[str, str]] = {
    ESF: "2014",  # the list's last year
    OFFICE_PAGE: "2022-08",  # undated, but it tells of 2022-08-01
    SCHOOLS_2016: "2016",
    SCHOOLS_2017: "2017",
    "https://www.schulerfolg-stendal.de/beirat/": "2016",  # the year it names
    # The address holds the day.
    "https://www.bba-altmark.de/2025/11/17/gemeinsam-zukunft-gestalten-kooperation-mit-der-"
    "hochschule-magdeburg-stendal": "2025-11-17",
    # The raw list dates what they report.
    "https://havelberg.de/de/news/kooperationsvereinbarung-unterzeichnet.html": "2022",
    f"{_NEWS}1304801_Diesterweg-Schule-gewinnt-Ideenwettbewerb.html": "2014",
}


def confirmed_by(source: str) -> str:
    """Return when ``source`` said what it says, as coarse as known; empty if it is undated."""
    return _DATES.get(source, "")
