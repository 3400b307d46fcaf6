"""The use cases: everything that command line and web can ask for."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Final

from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import extract

from graphdir import clock, text
from graphdir.account import Role
from graphdir.collecting import without_collecting
from graphdir.contacts import has_expired, is_persons, may_see
from graphdir.duplicates.current import CurrentPairs
from graphdir.duplicates.decisions import Decisions, pair_of
from graphdir.duplicates.entry import read_in, ways
from graphdir.duplicates.names import read
from graphdir.duplicates.search import Finder, Found
from graphdir.errors import (
    BatchNotFoundError,
    DanglingReferenceError,
    ImportInterruptedError,
    InvalidInputError,
    OrganisationNotFoundError,
    ProjectNotFoundError,
    StaleWriteError,
    UndoBlockedError,
)
from graphdir.exporting import copying
from graphdir.exporting.formats import Format, write
from graphdir.freshness import Overdue, overdue
from graphdir.full_store import FullStore
from graphdir.handing_over import finish, give_back, unfinished
from graphdir.i18n import gettext as _
from graphdir.importing import importer
from graphdir.importing.files import raw_sheets
from graphdir.importing.lists import Understood, understood, understood_paths
from graphdir.importing.mapping import ListProfile
from graphdir.importing.origin import NO_ORIGIN, Origin
from graphdir.matching.current import CurrentIndex
from graphdir.matching.exposure import NOBODY, Exposure
from graphdir.matching.index import MatchIndex
from graphdir.matching.near import point_of, town_of
from graphdir.matching.need import Need, Spot, looked_from
from graphdir.matching.own_weights import CurrentWeights
from graphdir.matching.query import look_up
from graphdir.matching.ranking import Match, Ranking, rank
from graphdir.matching.standing import Standing, standing
from graphdir.matching.team import Team, find_team
from graphdir.matching.weights import WEIGHTS
from graphdir.model import ContactPoint, Entity, Organisation, Project, Relation
from graphdir.network.figures.current import Answer, CurrentReport
from graphdir.network.figures.report import Report, full_report
from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.current import CurrentGaps
from graphdir.network.gaps.leaving import kin_of
from graphdir.network.gaps.offers import Offers
from graphdir.network.map import NetworkIndex, NetworkMap
from graphdir.network.surroundings import Surroundings, surroundings
from graphdir.network.view import Question
from graphdir.network.whole import CurrentWhole
from graphdir.places import Towns, distance_km
from graphdir.profiles import LinkGroup, Profile, ProjectProfile, grouped, tree_below, wholes_above
from graphdir.spots import postcode_and_town, spot_at_postcode, spot_in_town, towns_to_name
from graphdir.store import (
    LONGEST_SEARCH,
    Batch,
    ChangeSet,
    Connection,
    FacetCounts,
    Figures,
    Link,
    Page,
    Progress,
    ProjectPage,
    ProjectSearch,
    Ref,
    Search,
    no_progress,
    ref_of,
)
from graphdir.summaries import called
from graphdir.taxonomy import Taxonomy
from graphdir.ties import NOT_OVER, roles_in
from graphdir.typed import group_labels, kind_typed, names_of, term_typed
from graphdir.undoing import in_the_way, leaves_words_unknown, lives_on

# Names less alike by their letters (in percent, words in any order) are not compared, and no more than so many.
_ALIKE: Final = 70
_COMPARED: Final = 40
# Of so many further names the like ones are looked up.
_MOST_ALIASES: Final = 5
_READ: Final = ContextVar["dict[Directory, Taxonomy] | None"]("read", default=None)


class Directory:
    """One network and all that can be done with it."""

    def __init__(self, store: FullStore) -> None:
        self.store = store
        self._whole = CurrentWhole(store)
        self._report = CurrentReport(store, self._whole)
        self._gaps = CurrentGaps(self._whole)
        self._network = NetworkIndex(store, self._whole)
        # What the whole network amounts to, kept while the store's revision stays.
        self._figures: tuple[tuple[int, str], Figures] | None = None
        self._facets: dict[str, tuple[int, FacetCounts]] = {}
        self._pairs = CurrentPairs(store, lambda entry: self.alike(entry, _COMPARED))
        self._matching = CurrentIndex(store)
        self._weights = CurrentWeights(store)
        self._exposure = Exposure()

    @staticmethod
    def today() -> str:
        """Return the present day (ISO)."""
        return clock.day()

    def taxonomy(self) -> Taxonomy:
        """Return the vocabularies in force; within one answer (``one_answer``) those that were read first."""
        read_already = _READ.get()
        if read_already is None:
            return self.store.taxonomy()
        if self not in read_already:
            read_already[self] = self.store.taxonomy()
        return read_already[self]

    @staticmethod
    def one_answer(*, begins: bool) -> None:
        """Note that an answer of many parts begins here, or has ended: a server is not asked anew for each of them."""
        _READ.set({} if begins else None)

    def figures(self) -> Figures:
        """Count the network; who has ended is counted apart."""
        moment = (self.store.revision(), self.today())
        if self._figures is None or self._figures[0] != moment:
            self._figures = (moment, self.store.figures(moment[1]))
        return self._figures[1]

    def search(self, question: Search) -> Page:
        """Find organisations; kind, topic and town may be typed as people say them.

        Raises:
            InvalidInputError: a value that names nothing, with what is near it.
        """
        return self.store.search(self.understood(question))

    def facets(self, question: Search) -> FacetCounts:
        """Count the hits of a question by facet; the same errors as ``search``."""
        understood = self.understood(question)
        if not understood.finds_everybody:
            return self.store.facets(understood)
        revision, day = self.store.revision(), understood.there_on
        if day not in self._facets or self._facets[day][0] != revision:
            known = {other: found for other, found in self._facets.items() if found[0] == revision}
            self._facets = {**known, day: (revision, self.store.facets(understood))}
        return self._facets[day][1]

    def ended_of(self, question: Search, total: int) -> int:
        """Return how many of the ``total`` hits of a question have ended; the same errors as ``search``."""
        if question.there_on:
            return 0
        if self.understood(question).finds_everybody:
            return self.figures().ended
        return total - self.search(replace(question, there_on=self.today(), page=1, size=1)).total

    def understood(self, question: Search) -> Search:
        """Return the question with ids for what was typed as a label."""
        _check_length(question.text)
        _check_length(question.town)
        taxonomy = self.taxonomy()
        town = question.town
        if town and not self.store.search(Search(town=town, size=0)).total:
            known = self.store.facets(Search(text=question.town))["town"]
            town = term_typed(question.town, {name: name for name, _hits in known}, _("town"))
        if question.page < 1 or question.size < 1:
            raise InvalidInputError(_("Pages are counted from 1."))
        return replace(
            question,
            also_near=self._also_near(*question.near) if question.near else (),
            town=town,
            kind=kind_typed(question.kind, taxonomy),
            topic=self.topic_called(question.topic),
            school_type=term_typed(
                question.school_type, names_of(taxonomy.school_types), _("school type"), taxonomy.school_types
            ),
            target_group=term_typed(
                question.target_group, names_of(taxonomy.target_groups), _("target group"), taxonomy.target_groups
            ),
        )

    def topic_called(self, typed: str) -> str:
        """Return the id of the topic that somebody typed; empty for empty.

        Raises:
            InvalidInputError: there is none, with what is near it.
        """
        topics = self.taxonomy().topics
        return term_typed(typed, names_of(topics), _("topic"), topics)

    def partner_kind_called(self, typed: str) -> str:
        """Return the id of the kind of organisation, or the group of kinds, that somebody typed.

        Raises:
            InvalidInputError: there is none, with what is near it.
        """
        kinds = self.taxonomy().organisation_kinds
        return term_typed(typed, {**names_of(kinds), **group_labels()}, _("kind"), kinds)

    def near(self, organisation_id: str, radius_km: float) -> tuple[float, float, float]:
        """Return the circle around an organisation, or the middle of its town, for ``Search.near``.

        Raises:
            InvalidInputError: no positive radius, or nobody knows where the organisation is.
        """
        if not 0 < radius_km <= 20_100:  # noqa: PLR2004  half the way round the globe
            raise InvalidInputError(
                _("The radius has to be more than 0 km; “%(radius)s” is not.", radius=f"{radius_km:g}")
            )
        organisation = self.organisation(organisation_id)
        whole = self._whole(self.today())
        rows, at = whole.columns.organisations, whole.numbers.get(organisation_id, -1)
        # Where the map has it, and whoever else is looked for around a place.
        latitude, longitude = (rows[name][at] if at >= 0 else None for name in ("latitude", "longitude"))
        if latitude is None or longitude is None:
            raise InvalidInputError(_("Nothing is recorded about where “%(name)s” is.", name=organisation.name))
        return latitude, longitude, radius_km

    def _also_near(self, latitude: float, longitude: float, km: float) -> tuple[str, ...]:
        """Return who is within a circle by the middle of its town alone."""
        whole = self._whole(self.today())
        rows = whole.columns.organisations
        return tuple(
            rows["id"][at]
            for at in whole.in_town
            if distance_km(latitude, longitude, rows["latitude"][at], rows["longitude"][at]) <= km
        )

    def organisation(self, organisation_id: str) -> Organisation:
        """Return one organisation.

        Raises:
            OrganisationNotFoundError: nobody has this id.
        """
        found = self.store.organisations([organisation_id]).get(organisation_id)
        if found is None:
            raise OrganisationNotFoundError(organisation_id)
        return found

    def named(self, id_or_name: str) -> Organisation:
        """Return the one organisation with this id or, failing that, this name.

        Raises:
            OrganisationNotFoundError: none has.
            InvalidInputError: the name can mean several.
        """
        found = self.store.organisations([id_or_name]).get(id_or_name)
        if found is not None:
            return found
        _check_length(id_or_name)
        page = self.store.search(Search(text=id_or_name, size=10))
        exact = [o for o in page.organisations if text.fold(id_or_name) in map(text.fold, (o.name, *o.aliases))]
        candidates = exact or list(page.organisations)
        if not candidates:
            raise OrganisationNotFoundError(id_or_name)
        if len(candidates) > 1:
            raise InvalidInputError(
                _(
                    "“%(name)s” can mean several organisations. Write one of these ids: %(ids)s.",
                    name=id_or_name,
                    ids=", ".join(f"{o.id} ({o.name})" for o in candidates[:5]),
                )
            )
        return candidates[0]

    def kept_for(self, gone_id: str) -> Organisation | None:
        """Return the organisation that one of this id was merged into, which has the id as alias; None for none."""
        if len(gone_id) > LONGEST_SEARCH:
            return None
        page = self.store.search(Search(text=gone_id, size=100))
        kept = [o for o in page.organisations if gone_id in o.aliases]
        return kept[0] if len(kept) == 1 else None

    def alike(self, entry: Organisation, limit: int = 5) -> Sequence[Found]:
        """Return what a new organisation may be already, the likeliest first; see graphdir/duplicates."""
        columns = self._whole(self.today()).columns.organisations
        folded = dict(zip(columns["id"], map(text.fold, columns["name"]), strict=True))
        names = (entry.name, *entry.aliases[:_MOST_ALIASES])
        near = {
            id_
            for name in {form for name in names for form in (text.fold(name), read(name).folded)}
            for _n, _s, id_ in extract(name, folded, scorer=token_set_ratio, score_cutoff=_ALIKE, limit=_COMPARED)
        }
        # Those of whom it is a further name, which the columns do not hold.
        near.update(
            one.id for name in names for one in self.store.search(Search(text=name, size=_COMPARED)).organisations
        )
        own = ways(entry.email, entry.phone, entry.website)
        if any(own):
            reached = zip(columns["id"], map(ways, columns["email"], columns["phone"], columns["website"]), strict=True)
            near.update(id_ for id_, theirs in reached if any(map(_same_way, own, theirs)))
        standing = self.store.organisations(near)
        taxonomy = self.taxonomy()
        return Finder(read_in(one, taxonomy) for one in standing.values()).of(read_in(entry, taxonomy))[:limit]

    def projects_called(self, title: str, starts_on: str, limit: int = 5) -> Sequence[Project]:
        """Return the projects with a title that begin in the same year, or of which one beginning is not known."""
        columns, year = self._whole(self.today()).columns.projects, starts_on[:4]
        rows = zip(columns["id"], columns["title"], columns["starts_on"], strict=True)
        called = [
            id_
            for id_, name, start in rows
            if text.fold(name) == text.fold(title) and (not year or not start or start[:4] == year)
        ]
        return list(self.store.projects(called[:limit]).values())

    def possible_duplicates(self, progress: Progress = no_progress) -> list[Found]:
        """Return the pairs in the store that may be one and are not decided yet, the likeliest first, then by name."""
        found = self._pairs.pairs(progress)
        decided = Decisions(self.store).different()
        return [pair for pair in found if pair_of(pair.one.id, pair.other.id) not in decided]

    def profile(self, organisation_id: str, role: Role | None = None) -> Profile:
        """Return everything public about one organisation.

        Raises:
            OrganisationNotFoundError: nobody has this id.
        """
        organisation = self.organisation(organisation_id)
        links = self._links(organisation)
        parts = self.store.parts_of([organisation_id])[organisation_id]
        edges: Sequence[Entity] = (*(link.relation for link in links), *(part.participation for part in parts))
        refs = [ref_of(organisation), *map(ref_of, edges)]
        names = {part.project.id: part.project.title for part in parts}
        names |= {organisation.id: organisation.name} | {link.other.id: link.other.name for link in links}
        return Profile(
            organisation=organisation,
            further_names=[alias for alias in organisation.aliases if not self._was_an_id(alias)],
            topics=self.store.topics_of([organisation_id])[organisation_id],
            links=grouped(organisation_id, links, self.taxonomy()),
            parts=parts,
            contacts=self.contacts(organisation_id, role),
            above=wholes_above(self.store, organisation, links),
            tree=tree_below(self.store, organisation, links),
            history=self.store.history_of(refs),
            names=names,
            today=self.today(),
        )

    def _was_an_id(self, alias: str) -> bool:
        return " " not in alias and bool(self.store.history_of([Ref("organisation", alias)], limit=1))

    def relations(self, organisation_id: str) -> Sequence[LinkGroup]:
        """Return an organisation's relations by kind, as on its profile."""
        return grouped(organisation_id, self._links(self.organisation(organisation_id)), self.taxonomy())

    def _links(self, organisation: Organisation) -> list[Link]:
        """Return the relations: what holds or is planned before what has ended, otherwise in the store's order."""
        today = self.today()
        links = self.store.links_of([organisation.id])[organisation.id]
        return sorted(links, key=lambda link: link.tense(organisation, today) not in NOT_OVER)

    def contacts(self, organisation_id: str, role: Role | None = None) -> Sequence[ContactPoint]:
        """Return the contact points that somebody of that role may see; None is anybody."""
        contacts = self.store.contacts_of([organisation_id])[organisation_id]
        today = self.today()
        return [contact for contact in contacts if may_see(role, contact, today)]

    def reach(self, organisations: Sequence[Organisation]) -> Mapping[str, tuple[str, str]]:
        """Return by id the telephone and e-mail by which anybody may reach each: its own, else of a public function.

        Empty where none is recorded; never a person's.
        """
        wanting = [one.id for one in organisations if not (one.phone and one.email)]
        contacts = self.store.contacts_of(wanting) if wanting else {}
        today = self.today()
        functions = {
            id_: [one for one in found if not is_persons(one) and may_see(None, one, today)]
            for id_, found in contacts.items()
        }
        return {
            one.id: (
                one.phone or next((c.phone for c in functions.get(one.id, ()) if c.phone), ""),
                one.email or next((c.email for c in functions.get(one.id, ()) if c.email), ""),
            )
            for one in organisations
        }

    def reachable(self, organisation_id: str) -> Sequence[ContactPoint]:
        """Return the contact points with a mail address, whoever may see them; functions before persons."""
        contacts = self.store.contacts_of([organisation_id])[organisation_id]
        today = self.today()
        return sorted((c for c in contacts if c.email and not has_expired(c, today)), key=lambda c: bool(c.name))

    def project(self, project_id: str) -> ProjectProfile:
        """Return a project with who takes part.

        Raises:
            ProjectNotFoundError: nobody has this id.
        """
        project = self.store.projects([project_id]).get(project_id)
        if project is None:
            raise ProjectNotFoundError(project_id)
        parts = self.store.participants_of([project_id])[project_id]
        refs = [ref_of(project), *(ref_of(part.participation) for part in parts)]
        return ProjectProfile(project=project, parts=parts, history=self.store.history_of(refs))

    def search_projects(self, question: ProjectSearch) -> ProjectPage:
        """Find projects; kind and topic may be typed as people say them.

        Raises:
            InvalidInputError: a value that names nothing.
        """
        taxonomy = self.taxonomy()
        _check_length(question.text)
        return self.store.search_projects(
            replace(
                question,
                kind=term_typed(question.kind, names_of(taxonomy.project_kinds), _("kind"), taxonomy.project_kinds),
                topic=self.topic_called(question.topic),
            )
        )

    def search_relations(self, question: copying.RelationSearch) -> copying.TiePage:
        """Find relations; the kind may be typed as people say it.

        Raises:
            InvalidInputError: a kind that is none.
            OrganisationNotFoundError: nobody has this id.
        """
        if question.organisation_id:
            self.organisation(question.organisation_id)
        kinds = self.taxonomy().relation_kinds
        understood = replace(question, kind=term_typed(question.kind, names_of(kinds), _("kind"), kinds))
        return copying.search_relations(self.store, self._whole(self.today()).columns, understood)

    def search_participations(self, question: copying.ParticipationSearch) -> copying.TiePage:
        """Find participations.

        Raises:
            OrganisationNotFoundError, ProjectNotFoundError: nobody has this id.
        """
        if question.organisation_id:
            self.organisation(question.organisation_id)
        if question.project_id and not self.store.projects([question.project_id]):
            raise ProjectNotFoundError(question.project_id)
        return copying.search_participations(self.store, self._whole(self.today()).columns, question)

    def changes_since(self, position: str) -> copying.Since:
        """Return what changed since a position, for who keeps a copy; the errors of ``copying.changes_since``."""
        return copying.changes_since(self.store, position)

    def connection(self, one: str, other: str) -> Connection | None:
        """Return how two organisations, by id, know each other; None when nothing is recorded.

        Raises:
            OrganisationNotFoundError: one of them is not there.
        """
        for id_ in (one, other):
            self.organisation(id_)
        return self.store.shortest_connection(one, other, self.today())

    def network_map(self, question: Question) -> NetworkMap:
        """Return what the map shows of the network."""
        return self._network.draw(question, self.today())

    def warm_up(self) -> None:
        """Compute what the first visitors would wait for: the map and the index of partners."""
        self.network_map(Question())
        with self._matching.asked():
            pass

    def report(self, progress: Progress = no_progress) -> Report:
        """Compute the figures of the whole network."""
        return full_report(self._whole(self.today()), progress)

    def current_report(self) -> Answer:
        """Return the figures of the whole network, or what there is of them while they are computed beside."""
        return self._report(self.today())

    def places(self) -> Mapping[str, str]:
        """Return the name of every town, municipality and region with an organisation, by its folded name."""
        return self._whole(self.today()).places

    def overdue(self) -> Sequence[Overdue]:
        """Return the organisations of which something was not confirmed for a year, the oldest first."""
        return overdue(self._whole(self.today()).columns, self.today())

    def to_confirm(
        self, organisation_id: str, role: Role | None = None
    ) -> list[Organisation | Relation | ContactPoint]:
        """Return what somebody of a role who speaks for an organisation can confirm in one go, all of it shown there.

        These are its entry, relations that hold, and contact points that have not expired.

        Raises:
            OrganisationNotFoundError: nobody has this id.
        """
        organisation, today = self.organisation(organisation_id), self.today()
        links = self.store.links_of([organisation_id])[organisation_id]
        return [
            organisation,
            *(link.relation for link in links if link.tense(organisation, today) in NOT_OVER),
            # Who has expired comes back one by one, never along with all the rest.
            *(contact for contact in self.contacts(organisation_id, role) if not has_expired(contact, today)),
        ]

    def gaps(self) -> tuple[Coverage, Offers]:
        """Return which topics schools have, and who works on which."""
        return self._gaps(self.today())

    def stand_ins(self, school_id: str, topics: Iterable[str], without: str, limit: int = 3) -> Sequence[Match]:
        """Return who suits a school on these topics when the organisation ``without`` is not there any more.

        Only organisations whose kind is of the same group, never schools, and nobody who is a part of it or whose
        part it is; best first, empty where nobody fits.

        Raises:
            OrganisationNotFoundError: the school or the organisation is not there.
        """
        group = self.taxonomy().group_of(self.organisation(without).kind)
        if group == "school":
            return []
        kin = kin_of(self._whole(self.today()), without)
        need = self._understood_need(Need(seeker=school_id, topics=tuple(topics), partner_kinds=(group,)))
        weights = self._weights()
        with self._matching.asked() as (index, _behind):
            found = rank(index, need, self.today(), limit=limit + len(kin), weights=weights).matches
        return [match for match in found if match.organisation.id not in kin][:limit]

    def surroundings(self, profile: Profile) -> Surroundings:
        """Return whom an organisation is tied to, arranged around it."""
        shared = self.store.participants_of({part.project.id for part in profile.parts})
        links = [link for group in profile.links for link in group.links]
        return surroundings(profile.organisation, links, shared, self.today())

    def partners(self, need: Need, *, limit: int = 20) -> Ranking:
        """Return suitable partners for a need, best first.

        Raises:
            OrganisationNotFoundError, ProjectNotFoundError: the seeker or the project is not there.
            InvalidInputError: a topic, target group or kind of partner that nobody knows.
        """
        understood, weights = self._understood_need(need), self._weights()
        with self._matching.asked() as (index, behind):
            ranking = rank(index, understood, self.today(), limit=limit, weights=weights, exposure=self._exposure)
            return replace(ranking, behind=behind, fitted=weights != WEIGHTS)

    def standing(self, need: Need, organisation_id: str) -> Standing:
        """Return the place of an organisation in the list for a need, and what keeps it down.

        Raises:
            as ``partners``
        """
        organisation = self.organisation(organisation_id)
        understood = self._understood_need(need)
        weights = self._weights()
        with self._matching.asked() as (index, _behind):
            query = look_up(index, understood, self.today())
            shown = self._exposure.in_other_lists(understood) if need.balanced else NOBODY
            return standing(query, organisation.id, weights, shown)

    def team(self, need: Need, *, kinds: Iterable[str] = (), topics: Iterable[str] = ()) -> Team:
        """Return the fewest partners that cover kinds (or groups of kinds) and topics.

        Raises:
            as ``partners``; InvalidInputError also for no wish and for more than ten.
        """
        wished = replace(need, topics=tuple(topics), partner_kinds=tuple(kinds))
        understood, wishes = self._understood_need(need), self._understood_need(wished)
        weights = self._weights()
        with self._matching.asked() as (index, _behind):
            return find_team(
                index, understood, self.today(), kinds=wishes.partner_kinds, topics=wishes.topics, weights=weights
            )

    @contextmanager
    def matching_index(self) -> Generator[MatchIndex]:
        """Lend the index that partners are found in; nobody else is answered meanwhile."""
        with self._matching.asked() as (index, _behind):
            yield index

    def is_somewhere(self, need: Need) -> bool:
        """Tell whether there is a place from which the distances of a need can be measured."""
        return need.spot is not None or any(map(self.is_placed, self._looked_from(need)))

    def _looked_from(self, need: Need) -> list[Organisation]:
        """Return from whose place is looked, the first of them who has one; empty for nobody's."""
        if need.seeker:
            return [self.organisation(need.seeker)]
        if not need.project:
            return []
        parts = self.store.participants_of([need.project])[need.project]
        members = {part.organisation.id: part.organisation for part in parts}
        return [members[id_] for id_ in looked_from(roles_in((p.organisation.id, p.participation.role) for p in parts))]

    def _understood_need(self, need: Need) -> Need:
        """Return a need with the ids of what was typed, without what is empty; its seeker and project are there."""
        taxonomy = self.taxonomy()
        if need.project:
            self.project(need.project)
        if need.radius_km is not None and not self.is_somewhere(need):
            raise InvalidInputError(nowhere(need))
        return replace(
            need,
            topics=_filled(map(self.topic_called, need.topics)),
            without_topics=_filled(map(self.topic_called, need.without_topics)),
            target_groups=_filled(
                term_typed(group, names_of(taxonomy.target_groups), _("target group"), taxonomy.target_groups)
                for group in need.target_groups
            ),
            kind=term_typed(need.kind, names_of(taxonomy.project_kinds), _("kind"), taxonomy.project_kinds),
            partner_kinds=_filled(map(self.partner_kind_called, need.partner_kinds)),
        )

    def is_placed(self, organisation: Organisation) -> bool:
        """Tell whether it is known where an organisation is, or at least where its town is."""
        if organisation.latitude is not None:
            return True
        towns = Towns()
        for other in self._inside(organisation.town or organisation.municipality):
            towns.put(other.id, town_of(other), point_of(other))
        return towns.place(organisation.town, organisation.municipality, organisation.country) is not None

    def spot(self, place: str) -> Spot:
        """Return the middle of a town, or of a postcode, that somebody typed (``graphdir.spots``).

        Raises:
            InvalidInputError: no such town or postcode, or nobody knows where it is.
        """
        if found := spot_in_town(place, self._inside):
            return found
        postcode, town = postcode_and_town(place)
        if postcode and (found := spot_at_postcode(postcode, town, self._inside, self._with_word)):
            return found
        if postcode and not town:
            told = _("Nobody is recorded with a place at the postcode %(postcode)s. Name the town", postcode=postcode)
            towns = ", ".join(towns_to_name(postcode, self._inside))
            raise InvalidInputError(f"{told}: {towns}." if towns else f"{told}.")
        try:
            self.understood(Search(town=town))
        except InvalidInputError as error:
            way_on = _("Name a town in which somebody is recorded.")
            raise InvalidInputError(f"{error} {way_on}") from None
        raise InvalidInputError(_("Nothing is recorded about where “%(name)s” is.", name=place))

    def _with_word(self, word: str) -> Sequence[Organisation]:
        """Return who has a word in name, town or postcode, the first two hundred."""
        return self.search(Search(text=word, size=200)).organisations

    def _inside(self, town: str) -> Sequence[Organisation]:
        """Return who is in a town, two hundred at most; nobody for none, and for one that is not known."""
        try:
            return self.search(Search(town=town, size=200)).organisations if town else ()
        except InvalidInputError:
            return ()

    def plan_import(
        self,
        paths: Iterable[Path],
        *,
        profiles: Sequence[ListProfile] = (),
        author: str = "",
        progress: Progress = no_progress,
    ) -> importer.Plan:
        """Check files and say what importing them would change; nothing is written.

        ``profiles`` say what columns mean in lists that they fit.

        Raises:
            InvalidInputError: a path that cannot be read as a list at all.
        """
        return self.plan_lists(understood_paths(paths, profiles), author=author, progress=progress)

    def plan_lists(  # noqa: PLR0913  as of importer.plan
        self,
        lists: Understood,
        *,
        same: Mapping[str, str] | None = None,
        different: Iterable[tuple[str, str]] = (),
        clears: bool = False,
        origin: Origin = NO_ORIGIN,
        author: str = "",
        progress: Progress = no_progress,
    ) -> importer.Plan:
        """Say what importing lists that are read already would change; nothing is written.

        ``same``, ``clears`` and ``origin`` as ``importer.plan`` has them, ``different`` are pairs of ids that are two;
        decisions that are kept hold beside these.
        """
        decisions = Decisions(self.store)
        apart = {pair_of(*pair) for pair in different}
        known = {row: other for row, other in decisions.same().items() if pair_of(row[0], other) not in apart}
        with without_collecting():
            return importer.plan(
                lists.sheets,
                self.store,
                author=author,
                remarks=[*lists.remarks, *lists.unclear_because, *lists.lacking_rows],
                unread=lists.unread,
                progress=progress,
                decided=decisions.different() | apart,
                same=same,
                known=known,
                clears=clears,
                origin=origin,
            )

    @staticmethod
    @without_collecting()
    def lists_of(files: Iterable[tuple[str, bytes]], profiles: Sequence[ListProfile] = ()) -> Understood:
        """Read uploaded files, each a name and its content.

        Raises:
            InvalidInputError: a file that cannot be read, or holds nothing.
        """
        return understood([sheet for name, content in files for sheet in raw_sheets(name, content)], profiles)

    def apply(self, changes: ChangeSet, progress: Progress = no_progress) -> Batch | None:
        """Apply a plan's changes, as ``GraphStore.apply`` promises."""
        with without_collecting():
            return self.store.apply(changes, progress)

    def undo(self, batch_id: str, *, author: str = "", progress: Progress = no_progress) -> Batch | None:
        """Take a batch back; an interrupted one as if it had never begun (then None).

        Raises:
            BatchNotFoundError: nobody knows this batch.
            UndoBlockedError: later changes stand in the way, which it names; nothing was undone.
            ImportInterruptedError: another one is to be finished or taken back first.
        """
        interrupted = self.store.interrupted()
        if interrupted and interrupted.id == batch_id:
            self.store.roll_back(batch_id, progress)
            return None
        if interrupted:
            raise ImportInterruptedError(interrupted.id)
        finish(self.store)
        done = self.store.changes_of(batch_id)
        back = ChangeSet(
            changes=[change.reversed() for change in reversed(done.changes)],
            author=author,
            summary=called("taken_back", summary=done.summary),
            undoes=batch_id,
        )
        if leaves_words_unknown(self.store, done) or lives_on(self.store, batch_id, done):
            raise UndoBlockedError(batch_id, list(in_the_way(self.store, batch_id, done)))
        try:
            undone = self.store.apply(back, progress)
        except (StaleWriteError, DanglingReferenceError) as error:
            later = list(in_the_way(self.store, batch_id, done))
            if not later:
                raise
            raise UndoBlockedError(batch_id, later) from error
        if undone:
            give_back(self.store, batch_id, undone.id)
        return undone

    def resume(self, batch_id: str, progress: Progress = no_progress) -> Batch:
        """Finish an interrupted batch, or let follow what a merger was stopped before.

        Raises:
            BatchNotFoundError: no batch has this id.
            InvalidInputError: it was finished.
        """
        try:
            done = self.store.resume(batch_id, progress)
        except BatchNotFoundError:
            self.store.changes_of(batch_id)  # is it there at all?
            found = next((batch for batch in unfinished(self.store) if batch.id == batch_id), None)
            if found is None:
                raise InvalidInputError(
                    _("Change set %(batch)s was finished; there is nothing to resume.", batch=batch_id)
                ) from None
            done = found
        finish(self.store)
        return done

    def export(self, path: Path, format_: Format, *, all_contacts: bool = False) -> None:
        """Write the whole network; ``csv`` makes a folder. What stood there stays where that fails.

        With ``all_contacts`` nobody but the user whose process this is may read what is made.

        Raises:
            InvalidInputError: the path cannot be written, or ends like a file of another format.
        """
        write(self.store, path, format_, all_contacts=all_contacts)

    def hidden_contacts(self) -> int:
        """Return how many contact points not everybody may see today."""
        entries = self.store.entries("contact")
        return sum(isinstance(one, ContactPoint) and not may_see(None, one, self.today()) for one in entries)


def _filled(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, values))


def _same_way(one: str, other: str) -> bool:
    return one == other != ""


def _check_length(text: str) -> None:
    if len(text) > LONGEST_SEARCH:
        raise InvalidInputError(
            _("A search may have %(most)s characters, this one has %(number)s.", most=LONGEST_SEARCH, number=len(text))
        )


def nowhere(need: Need) -> str:
    """Return the sentence for a radius around nobody knows where, or around nothing that is named."""
    if not (need.seeker or need.project or need.spot):
        return _("A radius needs somewhere to look from. Name an organisation or a place.")
    return _("Nothing is recorded about where the seeker is. Name a place to look from.")
