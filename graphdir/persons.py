"""What is held about a person, its erasure, and persons' contact points that have expired (GDPR, Art. 5, 15, 17)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, Literal, cast

from graphdir.account import Account, Role
from graphdir.accounts import Accounts
from graphdir.contacts import has_expired, is_persons, last_day
from graphdir.desk import SORTS, DeskStore, Paper
from graphdir.draft import PARTICIPANTS
from graphdir.errors import InvalidInputError, TracesLeftError
from graphdir.full_store import FullStore
from graphdir.handing_over import until_unchanged
from graphdir.importing.files import raw_sheets
from graphdir.importing.kept_profiles import PROFILE, KeptProfiles
from graphdir.mentions import GONE, Matcher
from graphdir.model import ENTITY_TYPES, ContactPoint, Entity, EntityKind
from graphdir.pending import UPLOAD, PendingImports, content_of
from graphdir.store import EVERY, Batch, GraphStore, Ref, ends_of, ref_of
from graphdir.summaries import called

Sort = Literal["text", "name", "id"]
# Text that is free to say anything: a mention is replaced. Text that is an address of its own is emptied.
_TEXTS: Final[Mapping[EntityKind, tuple[str, ...]]] = {
    "topic": ("synonyms_de",),
    "organisation_kind": ("definition_de", "example"),
    "organisation": ("aliases", "keywords", "description", "source", "email", "phone", "website"),
    "project": ("programme", "description", "source"),
    "relation": ("description", "source"),
    "participation": ("source",),
    "contact": ("source",),
}
_EMPTIED: Final = frozenset({"email", "phone", "website"})
_ADDRESSES: Final = _EMPTIED | {"mail"}
# What in a paper names an entry, or another paper, by its id.
_IDENTIFYING: Final = frozenset(
    {
        *("id", "key", "keys", "again", "organisation_id", "from_id", "to_id", "parent_id", PARTICIPANTS),
        *("organisation", "organisations", "project", "need", "needs", "proposals", "accounts"),
        *("keep", "gone", "pair", "apart", "new", "other"),
    }
)
# A school may be named after somebody: names are changed only where that is asked for.
_NAMES: Final[Mapping[EntityKind, tuple[str, ...]]] = {
    "topic": ("label_de", "label_en"),
    "organisation_kind": ("label_de", "label_en"),
    "organisation": ("name", "street"),
    "project": ("title",),
}
_CALLED: Final = frozenset(field for fields in _NAMES.values() for field in fields)
_OWN_IDS: Final = frozenset({"topic", "organisation_kind", "organisation", "project"})
_NOBODYS: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldContact:
    """A contact point of the person, as it is or last was.

    ``present`` tells whether it stands in the directory or in the history alone; ``recorded_at`` is when it
    came in (ISO), ``last_day`` when it expires, empty where that is not known.
    """

    contact: ContactPoint
    organisation: str
    present: bool
    recorded_at: str
    last_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A field of an entry that mentions the person.

    ``called`` is the entry's name. ``sort`` tells what becomes of it: a text is replaced, a name only where
    that is asked for, an id stays. ``recorded_at`` is when it came in (ISO).
    """

    entity: EntityKind
    key: str
    called: str
    field: str
    text: str
    sort: Sort
    present: bool
    recorded_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRecord:
    """Words of the history that mention the person: who did a batch, what it is called, or the name of a file."""

    batch: str
    at: str
    what: Literal["author", "summary", "file"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAccount:
    """An account of the person; ``batches`` counts what it changed. A password is kept as a hash alone."""

    mail: str
    name: str
    role: Role
    organisations: tuple[str, ...]
    disabled: bool
    batches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A text of a paper that mentions the person: ``sort`` is the paper's, ``at`` when it was written (ISO)."""

    sort: str
    text: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """All that is held about somebody, as asked for by ``who``; sorted by what stands now, then by entry.

    ``also`` are mail addresses and telephone numbers of the contact points found, to look for as well.
    """

    who: str
    contacts: tuple[HeldContact, ...]
    mentions: tuple[Mention, ...]
    records: tuple[HeldRecord, ...]
    accounts: tuple[HeldAccount, ...]
    elsewhere: tuple[Elsewhere, ...]
    also: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is held."""
        return not (self.contacts or self.mentions or self.records or self.accounts or self.elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure did: images and texts of the network, accounts, records elsewhere; and what is left."""

    changed: int
    accounts: int
    elsewhere: int
    left: File


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiries:
    """Persons' contact points that have expired, longest ago first, and those of which no expiry is known."""

    expired: tuple[HeldContact, ...]
    unknown: tuple[HeldContact, ...]


def file_about(store: FullStore, accounts: Accounts, who: str) -> File:
    """Find what is held about a person, by name, mail address or telephone number; in the past too.

    Raises:
        InvalidInputError: ``who`` is too little to tell a person by.
    """
    return _file(store, accounts, who, Matcher.of(who))


def erase(  # noqa: PLR0913
    store: FullStore,
    accounts: Accounts,
    who: str,
    *,
    author: str = "",
    with_names: bool = False,
    with_accounts: bool = False,
) -> Erased:
    """Take a person's contact points out and their name out of all texts, as if both had never been there.

    ``with_names``: out of names of organisations, streets and projects too. ``with_accounts``: their accounts go
    as well, and history does not know any more what these changed.

    Raises:
        InvalidInputError: ``who`` is too little to tell a person by, or nobody would be left to administer.
        ImportInterruptedError: a batch is unfinished.
        TracesLeftError: it is done, but the store's own files may still hold it.
    """
    matcher = Matcher.of(who)
    theirs = [account for account in accounts.all() if _is_theirs(account, matcher)]
    if with_accounts:
        accounts.keep_an_administrator(*theirs)
    leaving = theirs if with_accounts else []
    retold = _retold(matcher, theirs, with_accounts=with_accounts)
    purge = _Purge(matcher, retold, with_names=with_names)
    try:
        changed = store.rewrite(
            lambda entry: _without(entry, matcher, with_names=with_names),
            retold,
            author=author,
            summary=called("forgotten"),
        )
    except TracesLeftError:
        _erase_beside(store, accounts, leaving, purge)
        raise
    elsewhere = _erase_beside(store, accounts, leaving, purge)
    if leaving or elsewhere:
        leave_nothing(store)
    return Erased(
        changed=changed,
        accounts=len(leaving),
        elsewhere=elsewhere,
        left=_file(store, accounts, who, matcher),
    )


def _erase_beside(desk: DeskStore, accounts: Accounts, leaving: Iterable[Account], purge: "_Purge") -> int:
    """Take out accounts and papers; last, since by the accounts it is known what they changed."""
    for account in leaving:
        accounts.erase(account.mail)
    return purge.papers(desk)


def expiries(store: GraphStore, today: str) -> Expiries:
    """Return which persons' contact points expired before ``today`` (ISO), those in the history alone among them."""
    held = _contacts(_images(store), is_persons, store)
    return Expiries(
        expired=tuple(
            sorted(
                (found for found in held if has_expired(found.contact, today)),
                key=lambda found: (found.last_day, found.organisation, found.contact.key),
            )
        ),
        unknown=tuple(found for found in held if not found.last_day),
    )


def erase_expired(store: GraphStore, today: str, *, author: str = "") -> int:
    """Take out what expired before ``today``, with its history; return how many contact points that were."""
    gone: set[str] | None = None

    def without(entry: Entity) -> Entity | None:
        nonlocal gone
        if gone is None:
            # Only now nobody else can write: what was prolonged up to here has not expired.
            gone = {found.contact.key for found in expiries(store, today).expired}
        return None if isinstance(entry, ContactPoint) and entry.key in gone else entry

    store.rewrite(without, author=author, summary=called("expired"))
    return len(gone or ())


def leave_nothing(store: GraphStore) -> None:
    """Let nothing of what was erased stay in the store's own files: a rewrite that changes nothing does just that.

    Raises:
        TracesLeftError: they may still hold it.
    """
    store.rewrite(lambda entry: entry)


# --- finding ---------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Image:
    """What an entry is or once was, by which batch and out of which file; ``at`` is empty for the present."""

    entry: Entity
    at: str = ""
    batch: str = ""
    file: str = ""

    @property
    def present(self) -> bool:
        return not self.at


@dataclass(slots=True)
class _Names:
    """What entries are called, as last heard."""

    known: dict[Ref, str] = field(default_factory=dict[Ref, str])

    def hear(self, entry: Entity) -> None:
        called = getattr(entry, "name", "") or getattr(entry, "title", "") or getattr(entry, "label_de", "")
        if called and not isinstance(entry, ContactPoint):
            self.known[ref_of(entry)] = called

    def of(self, entry: Entity) -> str:
        """Return the entry's name; for an edge those of its ends."""
        if ref_of(entry) in self.known:
            return self.known[ref_of(entry)]
        return " / ".join(self.known.get(end, end.key) for end in ends_of(entry))


def _images(store: GraphStore) -> Iterator[_Image]:
    """Go through the history, oldest first, and then through what stands."""
    for batch in _batches(store):
        for change in store.changes_of(batch.id).changes:
            for entry in (change.before, change.after):
                if entry is not None:
                    yield _Image(entry=entry, at=batch.at, batch=batch.id, file=change.file)
    for type_ in ENTITY_TYPES:
        for entry in store.entries(type_.entity):
            yield _Image(entry=entry)


def _batches(store: GraphStore) -> list[Batch]:
    return [batch for batch in store.batches(EVERY)[::-1] if batch.state == "applied"]


def _file(store: FullStore, accounts: Accounts, who: str, matcher: Matcher) -> File:
    images: list[_Image] = []
    files: dict[tuple[str, str], str] = {}
    for image in _images(store):
        if _concerns(image.entry, matcher):
            images.append(image)
        if matcher.found_in(image.file):
            files[image.batch, image.file] = image.at
    contacts = tuple(_contacts(images, lambda contact: _is_of(contact, matcher), store))
    batches = _batches(store)
    return File(
        who=who,
        contacts=contacts,
        mentions=tuple(_mentions(images, matcher, store)),
        records=(
            *_records(batches, matcher),
            *(HeldRecord(batch=batch, at=at, what="file", text=file) for (batch, file), at in files.items()),
        ),
        accounts=tuple(_held(account, batches) for account in accounts.all() if _is_theirs(account, matcher)),
        elsewhere=tuple(
            Elsewhere(sort=paper.sort, text=text, at=paper.at)
            for paper in _papers(store)
            for text in dict.fromkeys(_said_in(paper))
            if matcher.found_in(text)
        ),
        also=tuple(
            dict.fromkeys(
                other
                for held in contacts
                if matcher.name
                for other in (held.contact.email, held.contact.phone)
                if other
            )
        ),
    )


def _papers(desk: DeskStore, sorts: Iterable[str] = SORTS) -> Iterator[Paper]:
    for sort in sorts:
        yield from desk.papers(sort)


def _said_in(paper: Paper) -> Iterator[str]:
    """Go through the texts of a paper; of an uploaded file these are its cells."""
    if paper.sort != UPLOAD:
        yield from _strings(paper.body)
        return
    yield paper.body["name"]
    try:
        sheets = raw_sheets(paper.body["name"], content_of(paper))
    except InvalidInputError:
        return  # nothing in it can be read, by us or by an import
    for sheet in sheets:
        for _number, cells in sheet.rows:
            yield from cells


def _strings(value: Any) -> Iterator[str]:
    """Go through the texts of a paper, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from _strings(part)


def _concerns(entry: Entity, matcher: Matcher) -> bool:
    """Tell whether an entry is the person's contact point or mentions them."""
    if isinstance(entry, ContactPoint) and _is_of(entry, matcher):
        return True
    return any(matcher.found_in(text) for _field, text, _sort in _texts(entry))


def _contacts(images: Iterable[_Image], wanted: Callable[[ContactPoint], bool], store: GraphStore) -> list[HeldContact]:
    """Return each contact point once, as it last was: those that stand first, then by organisation."""
    last: dict[str, tuple[_Image, str]] = {}
    for image in images:
        if isinstance(image.entry, ContactPoint) and wanted(image.entry):
            _before, recorded_at = last.get(image.entry.key, (image, image.at))
            last[image.entry.key] = (image, recorded_at)
    entries = [cast("ContactPoint", image.entry) for image, _at in last.values()]
    known = store.organisations(entry.organisation_id for entry in entries)
    held = [
        HeldContact(
            contact=entry,
            organisation=known[entry.organisation_id].name if entry.organisation_id in known else entry.organisation_id,
            present=image.present,
            recorded_at=at,
            last_day=last_day(entry),
        )
        for entry, (image, at) in zip(entries, last.values(), strict=True)
    ]
    return sorted(held, key=lambda found: (not found.present, found.organisation, found.contact.key))


def _mentions(images: Iterable[_Image], matcher: Matcher, store: GraphStore) -> list[Mention]:
    names = _Names()
    found: dict[tuple[Ref, str, str], tuple[_Image, str, Sort]] = {}
    for image in images:
        names.hear(image.entry)
        if isinstance(image.entry, ContactPoint) and _is_of(image.entry, matcher):
            continue  # it is listed as a whole
        for name, text, sort in _texts(image.entry):
            if matcher.found_in(text):
                place = (ref_of(image.entry), name, text)
                _before, at, _sort = found.get(place, (image, image.at, sort))
                found[place] = (image, at, sort)
    ends = {end for image, _at, _sort in found.values() for end in ends_of(image.entry)}
    others: tuple[Entity, ...] = (
        *store.organisations(end.key for end in ends if end.entity == "organisation").values(),
        *store.projects(end.key for end in ends if end.entity == "project").values(),
    )
    for entry in others:
        names.hear(entry)
    return sorted(
        (
            Mention(
                entity=ref.entity,
                key=ref.key,
                called=names.of(image.entry),
                field=name,
                text=text,
                sort=sort,
                present=image.present,
                recorded_at=at,
            )
            for (ref, name, text), (image, at, sort) in found.items()
        ),
        key=lambda mention: (not mention.present, mention.entity, mention.key, mention.field, mention.recorded_at),
    )


def _texts(entry: Entity) -> Iterator[tuple[str, str, Sort]]:
    """Go through what can mention somebody: field, text, and what becomes of it."""
    kind = entry.entity
    fields: tuple[tuple[Sort, tuple[str, ...]], ...] = (
        ("text", _TEXTS[kind]),
        ("name", _NAMES.get(kind, ())),
        ("id", ("id",) if kind in _OWN_IDS else ()),
    )
    for sort, names in fields:
        for name in names:
            value: str | tuple[str, ...] = getattr(entry, name)
            for text in value if isinstance(value, tuple) else (value,):
                if text:
                    yield name, text, sort


def _records(batches: Iterable[Batch], matcher: Matcher) -> Iterator[HeldRecord]:
    for batch in batches:
        if matcher.found_in(batch.author):
            yield HeldRecord(batch=batch.id, at=batch.at, what="author", text=batch.author)
        if matcher.found_in(batch.summary):
            yield HeldRecord(batch=batch.id, at=batch.at, what="summary", text=batch.summary)


def _held(account: Account, batches: Iterable[Batch]) -> HeldAccount:
    return HeldAccount(
        mail=account.mail,
        name=account.name,
        role=account.role,
        organisations=account.organisations,
        disabled=account.disabled,
        batches=sum(_is_by(batch.author, account) for batch in batches),
    )


def _is_of(contact: ContactPoint, matcher: Matcher) -> bool:
    return matcher.is_name(contact.name) or any(map(matcher.found_in, (contact.name, contact.email, contact.phone)))


def _is_theirs(account: Account, matcher: Matcher) -> bool:
    return matcher.is_name(account.name) or any(map(matcher.found_in, (account.mail, account.name)))


def _is_by(author: str, account: Account) -> bool:
    """Tell whether an account did it, whatever its role was then."""
    return author in (account.mail, account.name) or account.has_mark(author)


# --- erasing ---------------------------------------------------------------------


def _without(entry: Entity, matcher: Matcher, *, with_names: bool) -> Entity | None:
    """Return the entry without the person; None where it is theirs."""
    if isinstance(entry, ContactPoint) and _is_of(entry, matcher):
        return None
    names = (*_TEXTS[entry.entity], *(_NAMES.get(entry.entity, ()) if with_names else ()))
    values: dict[str, Any] = {}
    for name in names:
        before: str | tuple[str, ...] = getattr(entry, name)
        after = _emptied(before, matcher, name) if isinstance(before, str) else tuple(map(matcher.replaced, before))
        if after != before:
            values[name] = after
    return replace(entry, **values) if values else entry


def _emptied(text: str, matcher: Matcher, name: str) -> str:
    if name in _EMPTIED:
        return "" if matcher.found_in(text) else text
    return matcher.replaced(text)


def _retold(matcher: Matcher, accounts: Sequence[Account], *, with_accounts: bool) -> Callable[[str], str]:
    """Return what takes the person out of the history's words; an account that stays keeps what it did."""

    def retold(text: str) -> str:
        for account in accounts:
            if _is_by(text, account):
                if not with_accounts:
                    return text
                role, colon, _mark = text.rpartition(":")
                return f"{role}:{_NOBODYS}" if colon and role in list(Role) else GONE
        return matcher.replaced(text)

    return retold


@dataclass(frozen=True, slots=True)
class _Purge:
    """Takes the person out of the papers; ``retold`` takes them out of a text."""

    matcher: Matcher
    retold: Callable[[str], str]
    with_names: bool

    def papers(self, desk: DeskStore) -> int:
        """Take the person out of all papers; return how many that changed.

        A proposal about the person's contact point goes as a whole, as the contact point does.
        """
        uploads = [paper for paper in desk.papers(UPLOAD) if any(map(self.matcher.found_in, _said_in(paper)))]
        # A list is of many; who uploads it again brings the person back, and is told so.
        PendingImports(desk).discard_with(uploads)
        changed = len(uploads) + until_unchanged(lambda: KeptProfiles(desk).retell(self.retold))
        for paper in _papers(desk, (sort for sort in SORTS if sort not in {UPLOAD, PROFILE})):
            changed += until_unchanged(partial(self._take_out_of, desk, paper.sort, paper.id))
        return changed

    def _take_out_of(self, desk: DeskStore, sort: str, id_: str) -> bool:
        """Take the person out of a paper as it is now; return whether that changed it."""
        paper = desk.paper(sort, id_)
        if paper is None:
            return False
        draft = paper.body.get("draft", {})
        if draft.get("table") == "contacts" and any(map(self.matcher.found_in, _strings(draft))):
            desk.erase_paper(sort, id_)
            return True
        # What an entry is called stays as it does in the network.
        kept = _CALLED if draft and not self.with_names else frozenset[str]()
        body = self._of(paper.body, _IDENTIFYING | kept)
        changed = bool(body != paper.body)
        if changed:
            desk.replace_paper(paper, replace(paper, body=body))
        return changed

    def _of(self, value: Any, kept: frozenset[str], name: str = "") -> Any:
        """Return a value of a paper without the person; an address of its own is emptied, a mention in a text replaced.

        Ids stay as they are in the network, or nothing would be found by them any more.
        """
        if name in kept:
            return value
        if name == "rows":
            return [[id_, self.retold(called)] for id_, called in value]
        if isinstance(value, str):
            told = self.retold(value)
            return "" if name in _ADDRESSES and (told != value or self.matcher.found_in(value)) else told
        if isinstance(value, Mapping):
            return {key: self._of(part, kept, key) for key, part in value.items()}
        if isinstance(value, Sequence):
            return [self._of(part, kept) for part in value]
        return value
