"""What somebody looks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.model import earliest, is_date, latest

LONGEST_IDEA = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place to look from: WGS84 degrees and what it is called; the region and country it lies in."""

    latitude: float
    longitude: float
    name: str
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need for partners; what is empty does not matter, but one of the first five has to be there.

    ``project`` is the id of a stored project whose participants are not proposed again.
    ``without_topics`` are topics that the idea's words name but the seeker does not mean.
    ``partner_kinds`` are organisation kinds or groups. ``on`` is the day from which ages are
    counted back (ISO); empty for the network's own newest date.
    """

    seeker: str = ""
    spot: Spot | None = None
    project: str = ""
    topics: tuple[str, ...] = ()
    text: str = ""
    without_topics: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    kind: str = ""
    starts_on: str = ""
    ends_on: str = ""
    partner_kinds: tuple[str, ...] = ()
    radius_km: float | None = None
    only_new: bool = False
    balanced: bool = False
    on: str = ""

    def __post_init__(self) -> None:
        if not (self.seeker or self.spot or self.project or self.topics or self.text.strip()):
            raise InvalidInputError(_("Say for whom, where, for which project, on which topic or with which idea."))
        if len(self.text) > LONGEST_IDEA:
            raise InvalidInputError(
                _("The idea is longer than %(most)s characters. Shorten it to what matters.", most=LONGEST_IDEA)
            )
        if self.radius_km is not None and not 0 < self.radius_km <= 20_100:  # noqa: PLR2004  half the globe
            raise InvalidInputError(
                _("The radius has to be more than 0 km; “%(radius)s” is not.", radius=f"{self.radius_km:g}")
            )
        for date in (self.starts_on, self.ends_on):
            if date and not is_date(date):
                raise InvalidInputError(_("“%(date)s” is no date. Write 2027, 2027-02 or 2027-02-01.", date=date))
        if self.starts_on and self.ends_on and earliest(self.starts_on) > latest(self.ends_on):
            raise InvalidInputError(_("The period ends before it begins. Swap the two dates."))


def seeking(roles: Mapping[str, str]) -> str:
    """Return who looks for partners of a project, by the roles of those who take part; empty where nobody does.

    It is the lead, else the site, else the first by id.
    """
    return min(roles, key=lambda id_: (roles[id_] != "lead", roles[id_] != "site", id_), default="")


def looked_from(roles: Mapping[str, str]) -> list[str]:
    """Return from whose place partners of a project are looked for: from the first of these who has one.

    They are the sites, by id, then who looks for partners.
    """
    sites = sorted(id_ for id_, role in roles.items() if role == "site")
    return list(dict.fromkeys((*sites, seeking(roles)))) if roles else []
