"""A need in the query of an address: read and checked field by field, and written back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from graphdir import text
from graphdir.directory import Directory, nowhere
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.cells import date_typed
from graphdir.matching.idea import recognised_topics
from graphdir.matching.letter import says_how_to_reach
from graphdir.matching.need import LONGEST_IDEA, Need, Spot
from graphdir.model import Organisation, Project, earliest, latest
from graphdir.store import ProjectSearch, Search
from graphdir.taxonomy import Taxonomy
from graphdir.typed import kilometres_typed
from webapp.whom import LONGEST_NAME, MOST_CHOICES, meant, nobody, only, several

Args = MultiDict[str, str]
_YES: Final = frozenset({"1", "true", "yes", "ja", "on"})
_NO: Final = frozenset({"", "0", "false", "no", "nein"})
MOST_KEPT: Final = 200
# Each value that nobody knows is compared with all that are known.
_MOST_VALUES: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedForm:
    """What somebody has entered, as it was typed, and the need that it makes.

    ``kept_need`` is the id of a need that is kept, from which somebody came.
    ``errors`` are sentences by field; empty name for the whole. ``need`` is None when there are errors or nothing
    was entered. ``named`` are all topics of the text, ``recognised`` those of them that are neither among
    ``topics`` nor ``without``.
    """

    seeker: Organisation | None = None
    typed_seeker: str = ""
    seekers: Sequence[Organisation] = ()
    place: str = ""
    project: Project | None = None
    typed_project: str = ""
    projects: Sequence[Project] = ()
    text: str = ""
    topics: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    kind: str = ""
    starts_on: str = ""
    ends_on: str = ""
    partner_kinds: tuple[str, ...] = ()
    radius: str = ""
    only_new: bool = False
    balanced: bool = False
    keep: tuple[str, ...] = ()
    kept_need: str = ""
    errors: Mapping[str, str]
    need: Need | None = None

    @property
    def giver(self) -> Organisation | None:
        """Return the carrier or other body that seeks, which may have what schools look for; None for a school."""
        return self.seeker if self.seeker and self.seeker.kind != "school" else None

    @property
    def says_how_to_reach(self) -> bool:
        """Tell whether the idea holds a mail address or a telephone number."""
        return says_how_to_reach(self.text)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query that says the same, without what is empty."""
        several = (
            ("topic", self.topics),
            ("without", self.without),
            ("target_group", self.target_groups),
            ("partner_kind", self.partner_kinds),
            ("keep", self.keep),
        )
        single = (
            ("for", self.seeker.id if self.seeker else self.typed_seeker),
            ("place", self.place),
            ("project", self.project.id if self.project else self.typed_project),
            ("text", self.text),
            ("kind", self.kind),
            ("starts_on", self.starts_on),
            ("ends_on", self.ends_on),
            ("radius_km", self.radius),
            ("need", self.kept_need),
            ("only_new", "1" if self.only_new else ""),
            ("balanced", "1" if self.balanced else ""),
        )
        return [(name, value) for name, value in single if value] + [
            (name, value) for name, values in several for value in values
        ]

    def dropped(self, field: str, id_: str) -> "NeedForm":
        """Return the form without one value of a field; a topic that the text names stays away."""
        if field == "topic":
            named = id_ in self.named
            return replace(
                self,
                topics=_less(self.topics, id_),
                without=tuple(dict.fromkeys((*self.without, id_))) if named else self.without,
            )
        if field == "target_group":
            return replace(self, target_groups=_less(self.target_groups, id_))
        return replace(self, partner_kinds=_less(self.partner_kinds, id_))

    def with_again(self, topic: str) -> "NeedForm":
        """Return the form with a topic that was taken away."""
        return replace(self, without=_less(self.without, topic))

    def toggled(self, id_: str) -> "NeedForm":
        """Return the form with an organisation put on the shortlist, or taken from it."""
        return replace(self, keep=_less(self.keep, id_) if id_ in self.keep else (*self.keep, id_))

    def sound_need(self) -> Need:
        """Return the need.

        Raises:
            InvalidInputError: something is wrong with it, or nothing was entered.
        """
        if self.need is None:
            raise InvalidInputError(next(iter(self.errors.values()), nothing_entered()))
        return self.need

    def url(
        self,
        extras: Iterable[tuple[str, str | int]] = (),
        *,
        endpoint: str = "partners.partners",
        anchor: str = "",
    ) -> str:
        """Return the address of this need with more of its query."""
        pairs = [*self.pairs(), *extras]
        # The query is added by hand: url_for takes names such as "_external" for orders.
        query = f"?{urlencode(pairs)}" if pairs else ""
        return url_for(endpoint) + query + (f"#{anchor}" if anchor else "")


def nothing_entered() -> str:
    """Return the sentence for an empty form."""
    return _("Say for whom, where, for which project, on which topic or with which idea.")


def _less(values: tuple[str, ...], id_: str) -> tuple[str, ...]:
    return tuple(value for value in values if value != id_)


def read_need(args: Args, directory: Directory) -> NeedForm:
    """Read a need; whatever cannot be understood stays as it was typed, with a sentence."""
    errors: dict[str, str] = {}
    taxonomy = directory.taxonomy()
    seekers, typed_seeker = _seekers(args, directory, errors)
    projects, typed_project = _projects(args, directory, errors)
    idea = last(args, "text").replace("\r\n", "\n").strip()
    if len(idea) > LONGEST_IDEA:
        errors["text"] = _(
            "The idea has %(typed)s characters; at most %(most)s can be read. Shorten it to what matters.",
            typed=len(idea),
            most=LONGEST_IDEA,
        )
    topics = terms(args, "topic", directory.topic_called, errors)
    taken_away = tuple(dict.fromkeys(id_ for id_ in args.getlist("without") if id_ in taxonomy.topics))
    without = tuple(id_ for id_ in taken_away if id_ not in topics)
    named = () if "text" in errors else recognised_topics(taxonomy, idea)
    form = NeedForm(
        seeker=only(seekers),
        typed_seeker=typed_seeker,
        seekers=seekers,
        place=last(args, "place").strip()[:LONGEST_NAME],
        project=only(projects),
        typed_project=typed_project,
        projects=projects,
        text=idea,
        topics=topics,
        named=named,
        recognised=tuple(topic for topic in named if topic not in (*topics, *without)),
        without=without,
        target_groups=terms(
            args, "target_group", lambda typed: directory.understood(Search(target_group=typed)).target_group, errors
        ),
        kind=_project_kind(last(args, "kind").strip(), taxonomy, errors),
        starts_on=last(args, "starts_on").strip()[:LONGEST_NAME],
        ends_on=last(args, "ends_on").strip()[:LONGEST_NAME],
        partner_kinds=terms(args, "partner_kind", directory.partner_kind_called, errors),
        radius=last(args, "radius_km").strip()[:LONGEST_NAME],
        only_new=_yes(args, "only_new", errors),
        balanced=_yes(args, "balanced", errors),
        keep=_kept(args, directory),
        kept_need=last(args, "need").strip()[:LONGEST_NAME],
        errors=errors,
    )
    return replace(form, need=_need(form, directory, errors))


def _kept(args: Args, directory: Directory) -> tuple[str, ...]:
    """Return the ids of whom somebody kept; of who was merged that of the entry which they became."""
    ids = tuple(dict.fromkeys(id_ for id_ in args.getlist("keep") if id_))[:MOST_KEPT]
    known = directory.store.organisations(ids) if ids else {}
    gone = [id_ for id_ in ids if id_ not in known][:_MOST_VALUES]
    became = {id_: kept.id for id_ in gone if (kept := directory.kept_for(id_))}
    return tuple(dict.fromkeys(became.get(id_, id_) for id_ in ids))


def _need(form: NeedForm, directory: Directory, errors: dict[str, str]) -> Need | None:
    """Build the need, adding to ``errors`` what is wrong with places, dates and the whole."""
    taxonomy = directory.taxonomy()
    spot = _spot(form.place, directory, errors)
    starts_on, ends_on = (
        _date(name, typed, taxonomy, errors)
        for name, typed in (("starts_on", form.starts_on), ("ends_on", form.ends_on))
    )
    if starts_on and ends_on and earliest(starts_on) > latest(ends_on):
        errors["ends_on"] = _("The period ends before it begins. Swap the two dates.")
    radius_km = _radius(form.radius, errors)
    if errors or not form.pairs():
        return None
    try:
        need = Need(
            seeker=form.seeker.id if form.seeker else "",
            spot=spot,
            project=form.project.id if form.project else "",
            topics=form.topics,
            text=form.text,
            without_topics=form.without,
            target_groups=form.target_groups,
            kind=form.kind,
            starts_on=starts_on,
            ends_on=ends_on,
            partner_kinds=form.partner_kinds,
            radius_km=radius_km,
            only_new=form.only_new,
            balanced=form.balanced,
        )
    except InvalidInputError as error:
        errors[""] = str(error)
        return None
    if radius_km is not None and not directory.is_somewhere(need):
        errors["radius_km"] = nowhere(need)
        return None
    return need


def last(args: Args, name: str) -> str:
    """Return the last value: a button's choice comes after the field that it corrects."""
    return (args.getlist(name) or [""])[-1]


def _yes(args: Args, name: str, errors: dict[str, str]) -> bool:
    typed = last(args, name).casefold()
    if typed not in _YES | _NO:
        errors[name] = _("“%(typed)s” is neither yes nor no: write 1 or 0.", typed=typed)
    return typed in _YES


def typed_or_picked(args: Args, name: str, directory: Directory) -> tuple[Sequence[Organisation], str]:
    """Return who is meant by a field, and what stands in it.

    The field shows the name, which several may have: as long as nobody changes it, the id beside it counts.
    """
    typed = last(args, name).strip()[:LONGEST_NAME]
    return meant(directory, typed, args.get(f"{name}_id", "")), typed


def _seekers(args: Args, directory: Directory, errors: dict[str, str]) -> tuple[Sequence[Organisation], str]:
    found, typed = typed_or_picked(args, "for", directory)
    if typed and len(found) != 1:
        errors["for"] = several(found) if found else nobody(typed)
    return found, typed


def _projects(args: Args, directory: Directory, errors: dict[str, str]) -> tuple[Sequence[Project], str]:
    typed = last(args, "project").strip()[:LONGEST_NAME]
    if not typed:
        return (), ""
    wanted = [id_ for id_ in (typed, args.get("project_id", "")) if id_]
    by_id = directory.store.projects(wanted)
    if typed in by_id:
        return (by_id[typed],), typed
    for kept in by_id.values():
        if typed == kept.title.strip()[:LONGEST_NAME]:
            return (kept,), typed
    found = directory.search_projects(ProjectSearch(text=typed, size=MOST_CHOICES)).projects
    exact = [one for one in found if text.fold(one.title) == text.fold(typed)]
    choices = tuple(exact) or tuple(found)
    if len(choices) != 1:
        errors["project"] = (
            several(choices)
            if choices
            else _("There is no project “%(typed)s”. Write words of its title.", typed=typed)
        )
    return choices, typed


def terms(args: Args, name: str, understand: Callable[[str], str], errors: dict[str, str]) -> tuple[str, ...]:
    """Return the ids of what was chosen or typed; what nobody knows stays, with a sentence."""
    found: dict[str, None] = {}
    for typed in args.getlist(name)[:_MOST_VALUES]:
        word = typed.strip()[:LONGEST_NAME]
        if not word:
            continue
        try:
            found[understand(word)] = None
        except InvalidInputError as error:
            errors[name] = str(error)
            found[word] = None
    return tuple(found)


def _project_kind(typed: str, taxonomy: Taxonomy, errors: dict[str, str]) -> str:
    for term in taxonomy.project_kinds.values():
        if typed and text.fold(typed) in map(text.fold, (term.id, term.label_de, term.label_en)):
            return term.id
    if typed:
        errors["kind"] = _("There is no kind of project “%(typed)s”. Choose one from the list.", typed=typed)
    return typed


def _spot(place: str, directory: Directory, errors: dict[str, str]) -> Spot | None:
    if not place:
        return None
    try:
        return directory.spot(place)
    except InvalidInputError as error:
        errors["place"] = str(error)
        return None


def _date(name: str, typed: str, taxonomy: Taxonomy, errors: dict[str, str]) -> str:
    try:
        return date_typed(typed, taxonomy, ends=name == "ends_on")
    except InvalidInputError as error:
        errors[name] = str(error)
        return ""


def _radius(typed: str, errors: dict[str, str]) -> float | None:
    if not typed:
        return None
    try:
        return kilometres_typed(typed)
    except InvalidInputError as error:
        errors["radius_km"] = str(error)
        return None
