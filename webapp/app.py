"""The Flask application: languages, headers, errors and the parts of the site."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, MethodNotAllowed

import graphdir
from graphdir import contacts, presenting
from graphdir.account import AccountChangedError
from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings
from graphdir.desk import PaperChangedError
from graphdir.directory import Directory
from graphdir.errors import (
    CopyTooOldError,
    DanglingReferenceError,
    GraphdirError,
    ImportInterruptedError,
    InvalidInputError,
    NotFoundError,
    OrganisationNotFoundError,
    StaleWriteError,
    StoreError,
    TracesLeftError,
    UndoBlockedError,
)
from graphdir.i18n import LANGUAGES, date_text, day_of, language, moment_text, use_language
from graphdir.i18n import gettext as _
from graphdir.network.map import MARKS
from graphdir.reporting.persons import entity_label
from graphdir.reporting.table import group_label
from graphdir.store import Batch
from graphdir.taxonomy import Taxonomy
from graphdir.ties import NOT_OVER
from webapp import (
    access,
    accounts,
    api,
    changes,
    connections,
    desk,
    duplicates,
    editing,
    freshness,
    gap_lists,
    gaps,
    health,
    import_mappings,
    imports,
    info,
    kept_needs,
    leaving,
    mailing,
    maps,
    network,
    organisations,
    partners,
    persons,
    projects,
    proposals,
    report,
    start,
    topics,
    users,
)
from webapp.addresses import is_for_programs, is_local, page_before, wants_json
from webapp.attempts import FREE_BY_MAIL, FREE_SIGNED_IN, LONGEST_BY_MAIL, Attempts
from webapp.headers import policy
from webapp.jobs import Jobs
from webapp.lost_forms import entered_text
from webapp.pages.parts import Choice
from webapp.pages.plain import ErrorPage
from webapp.paging import url_instead
from webapp.rendering import render
from webapp.tidying import Tidying
from webapp.ways_back import ways_back

LANGUAGE_COOKIE: Final = "language"
# Of a form; an upload may have more (webapp/access.py).
_MOST_BYTES: Final = 1_000_000
_YEAR_SECONDS: Final = 365 * 24 * 3600
_NOT_SIGNED_IN: Final = 401
_CONFLICT: Final = 409
# Ways out of an error that are offered.
_MOST_WAYS: Final = 5


def create_app(directory: Directory, settings: Settings) -> Flask:
    """Build the site around one network.

    Raises:
        InvalidInputError: a file that the settings name cannot be read.
    """
    for file in (settings.imprint, settings.privacy, settings.accessibility):
        info.own_words(file)  # a wrong path shall stop the start, not the page
    app = Flask(__name__)
    app.url_map.strict_slashes = False
    app.config.update(
        BOOTSTRAP_SERVE_LOCAL=True,
        BABEL_DEFAULT_LOCALE=settings.language,
        BABEL_DOMAIN="graphdir",
        BABEL_TRANSLATION_DIRECTORIES=str(Path(graphdir.__file__).parent / "locale"),
        MAX_CONTENT_LENGTH=_MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=_MOST_BYTES,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["directory"] = directory
    app.extensions["settings"] = settings
    Bootstrap5(app)
    Babel(app, locale_selector=lambda: _chosen_language(settings))
    # Before anything else may answer: a thread has the language of its last request still.
    app.before_request(lambda: use_language(str(get_locale())))
    app.before_request(lambda: directory.one_answer(begins=True))
    app.teardown_request(lambda _error: directory.one_answer(begins=False))
    app.before_request(Tidying(directory).tidy)
    _add_template_words(app, directory, settings)
    accounts_of_site = Accounts(directory.store, settings.network_name)
    app.extensions["accounts"] = accounts_of_site
    app.extensions["attempts"] = Attempts()
    app.extensions["attempts_by_mail"] = Attempts(FREE_BY_MAIL, LONGEST_BY_MAIL)
    app.extensions["proposed"] = Attempts()
    app.extensions["sent_often"] = Attempts(FREE_SIGNED_IN, LONGEST_BY_MAIL)
    app.extensions["written"] = Attempts()
    app.extensions["jobs"] = Jobs()
    access.guard(app, accounts_of_site)
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form may be open as long as its session
    CSRFProtect(app)
    parts = (start, organisations, partners, projects, topics, network, connections, report, gaps, gap_lists, leaving)
    for part in (
        *parts,
        editing,
        changes,
        proposals,
        kept_needs,
        desk,
        duplicates,
        freshness,
        imports,
        import_mappings,
        mailing,
        accounts,
        users,
        persons,
        info,
        api,
        health,
    ):
        app.register_blueprint(part.blueprint)
    app.after_request(_secured)
    app.url_defaults(_with_version)
    app.add_url_rule("/language/<code>", "language", _switch_language)
    app.register_error_handler(NotFoundError, lambda error: _sorry(error, 404))
    app.register_error_handler(OrganisationNotFoundError, lambda error: _merged_or_sorry(error, directory))
    app.register_error_handler(InvalidInputError, lambda error: _sorry(error, 400))
    app.register_error_handler(CopyTooOldError, lambda error: _sorry(error, 410))
    app.register_error_handler(TracesLeftError, lambda error: _sorry(error, 500))
    app.register_error_handler(StoreError, lambda error: _sorry(error, 503))
    app.register_error_handler(
        ImportInterruptedError,
        lambda error: _error_answer(str(error), 503, heading=_("A large import is not finished")),
    )
    for others_were_faster in (StaleWriteError, DanglingReferenceError, PaperChangedError, AccountChangedError):
        app.register_error_handler(others_were_faster, lambda error: _sorry(error, 409))
    app.register_error_handler(UndoBlockedError, _in_the_way)
    app.register_error_handler(CSRFError, _session_ended)
    app.register_error_handler(HTTPException, _http_error)
    return app


def _chosen_language(settings: Settings) -> str:
    asked = request.cookies.get(LANGUAGE_COOKIE)
    if asked is None and is_for_programs():
        # Programs keep no cookies. People get the site's language until they switch.
        accepted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
        asked = next((code for code in accepted if code in LANGUAGES), None)
    return asked if asked in LANGUAGES else settings.language


def _add_template_words(app: Flask, directory: Directory, settings: Settings) -> None:
    @app.context_processor
    def words() -> dict[str, object]:
        return {
            "language": language(),
            "network_name": settings.network_name,
            "signed_in": access.account_signed_in(),
            "coordinating": access.is_coordinating(),
            "other_language": "en" if language() == "de" else "de",
            "unfinished": unfinished,
        }

    def unfinished() -> Batch | None:
        try:
            return directory.store.interrupted()
        except StoreError:  # whoever asks for a page that needs no store gets it
            return None

    def group(kind: str) -> str:
        return _taxonomy(directory).group_of(kind)

    app.add_template_filter(date_text, "date")
    app.add_template_filter(day_of, "day_of")
    app.add_template_filter(moment_text, "moment")
    app.add_template_filter(presenting.role_label, "role")
    app.add_template_filter(presenting.known_label, "known")
    app.add_template_filter(presenting.place_text, "place_text")
    app.add_template_filter(lambda o: presenting.kind_label(o, _taxonomy(directory)), "kind")
    app.add_template_filter(lambda kind: presenting.relation_label(kind, _taxonomy(directory)), "relation")
    app.add_template_filter(group, "group")
    app.add_template_filter(group_label, "group_label")
    app.add_template_filter(lambda code: MARKS[code][0], "shape")
    app.add_template_filter(lambda id_: presenting.facet_label("topic", id_, _taxonomy(directory)), "topic")
    app.add_template_filter(
        lambda id_: presenting.facet_label("target_group", id_, _taxonomy(directory)), "target_group"
    )
    app.add_template_filter(lambda id_: presenting.project_kind_label(id_, _taxonomy(directory)), "project_kind")
    app.add_template_filter(lambda role: _taxonomy(directory).contact_roles[role].label(language()), "contact_role")
    app.add_template_filter(
        lambda kind: presenting.facet_label("kind", kind, _taxonomy(directory)), "organisation_kind"
    )
    app.add_template_filter(
        lambda group: _taxonomy(directory).relation_kinds[group.kind].heading(language(), incoming=group.incoming),
        "heading",
    )
    app.add_template_filter(lambda kind: partners.partner_kind_label(kind, _taxonomy(directory)), "partner_kind")
    app.add_template_filter(presenting.project_status_label, "project_status")
    app.add_template_filter(lambda entry: presenting.period_text_of(entry, directory.today()), "period")
    app.add_template_filter(lambda confirmed: presenting.confirmed_text(confirmed, directory.today()), "confirmed")
    app.add_template_filter(lambda entry: entry.has_ended(directory.today()), "has_ended")
    app.add_template_filter(contacts.last_day, "last_day")
    app.add_template_filter(lambda contact: contacts.has_expired(contact, directory.today()), "has_expired")
    app.add_template_filter(lambda link, of: link.tense(of, directory.today()) in NOT_OVER, "stands")
    app.add_template_filter(lambda link, of: presenting.link_period(link, of, directory.today()), "link_period")
    app.add_template_filter(lambda link, of: presenting.tense_text(link, of, directory.today()), "tense")
    app.add_template_filter(presenting.tense_label, "tense_label")
    app.add_template_filter(presenting.number_text, "number")
    app.add_template_filter(presenting.header_text, "header")
    app.add_template_filter(presenting.field_label, "field")
    app.add_template_filter(presenting.table_label, "table")
    app.add_template_filter(entity_label, "entity")
    app.add_template_filter(presenting.account_role_label, "account_role")
    app.add_template_filter(presenting.account_state_label, "account_state")
    app.add_template_filter(maps.mark_name, "mark_name")


def _taxonomy(directory: Directory) -> Taxonomy:
    """Return the vocabularies, asked for once a request."""
    if "taxonomy" not in g:
        g.taxonomy = directory.taxonomy()
    taxonomy: Taxonomy = g.taxonomy
    return taxonomy


def _with_version(endpoint: str, values: dict[str, Any]) -> None:
    """Give the site's own files another address when they change: pages are new at once, and files are kept."""
    if endpoint == "static":
        values["v"] = _version(values["filename"])


@cache
def _version(filename: str) -> str:
    return sha256((Path(__file__).parent / "static" / filename).read_bytes()).hexdigest()[:8]


def _switch_language(code: str) -> ResponseReturnValue:
    target = request.args.get("next", "")
    response = redirect(_opened(target) if is_local(target) else url_for("start.start"))
    if code in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, code, max_age=_YEAR_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


def _opened(target: str) -> str:
    """Return an address that can be opened: of one that only a form goes to, the page on which the form stands."""
    path, _mark, query = target.partition("?")
    site = current_app.url_map.bind("")
    while path.count("/") > 1 and not site.test(path, method="GET"):
        path, query = path.rpartition("/")[0], ""
    return f"{path}?{query}" if query else path


def _secured(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", policy())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if not request.path.startswith("/static") and "Cache-Control" not in response.headers:
        private = access.account_signed_in() or request.endpoint in access.BY_SECRET_LINK
        response.headers["Cache-Control"] = "private, no-store" if private else "no-cache"
    response.vary.add("Cookie")
    if is_for_programs():
        response.vary.add("Accept-Language")
    return response


def _sorry(error: GraphdirError, status: int) -> ResponseReturnValue:
    return _error_answer(str(error), status)


def _merged_or_sorry(error: OrganisationNotFoundError, directory: Directory) -> ResponseReturnValue:
    """Lead an address that names an entry which was merged to the one that was kept; what was sent is shown first."""
    gone = error.organisation_id
    kept = directory.kept_for(gone)
    if kept and request.method not in ("GET", "HEAD"):
        url = url_for("organisations.organisation", organisation_id=kept.id)
        way = Choice(label=_("To “%(name)s”, into which it was merged", name=kept.name), url=url)
        return _error_answer(str(error), 404, back=[way])
    here = url_instead(gone, gone)
    there = url_instead(gone, kept.id) if kept else here
    # What a page itself refers to is not in its address, which would lead to itself for ever.
    return _sorry(error, 404) if there == here else redirect(there)


def _in_the_way(error: UndoBlockedError) -> ResponseReturnValue:
    """Lead to what has to be taken back first, which may be one's own."""
    ways = [
        Choice(label=_("Look at change set %(id)s", id=id_), url=url_for("changes.change", batch_id=id_))
        for id_ in error.later[:_MOST_WAYS]
    ]
    if request.view_args and "batch_id" in request.view_args:
        here = url_for("changes.change", batch_id=request.view_args["batch_id"])
        ways.append(Choice(label=_("Back to the change"), url=here))
    return _error_answer(str(error), 409, heading=_("Later changes stand in the way"), back=ways)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    sentences = {
        400: _("What was sent is not what the form of this page sends. Nothing was changed; open the page again."),
        _NOT_SIGNED_IN: _("Please sign in first."),
        403: _("Your account may not do that. Whoever runs this site can give it the role for it: see the imprint."),
        404: _("There is no such page."),
        410: _("This link has run out or was used. Ask for a new one."),
        405: _("This page cannot be used that way."),
        413: _too_large(),
        500: _("Something went wrong on our side. Nothing was changed."),
    }
    code = error.code or 500
    if code < 400:  # noqa: PLR2004  a redirect
        return error.get_response()
    answer = make_response(_error_answer(sentences.get(code, error.description or error.name), code))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.allow.update(error.valid_methods)
    return answer


def _too_large() -> str:
    """Say that too much was sent: too many bytes, or too many files or fields."""
    if (request.content_length or 0) <= (request.max_content_length or 0):
        return _(
            "What was sent has too many files or too long fields. Nothing was saved; go back, what you wrote still "
            "stands there. Shorten it, or upload less at a time."
        )
    return _(
        "What was sent is larger than %(most)s MB. Nothing was saved; go back, what you wrote still stands there. "
        "Shorten it, or upload less at a time.",
        most=max(1, round((request.max_content_length or 0) / 2**20)),
    )


def _session_ended(_error: CSRFError) -> ResponseReturnValue:
    """Give back what was written into a form whose session is over: whoever sent it signed out or in meanwhile."""
    before = page_before()
    if not before or before.startswith(url_for("accounts.sign_in")):
        before = url_for("start.start")
    ways = [Choice(label=_("Open the form again"), url=before)]
    if access.account_signed_in() is None:
        ways.insert(0, Choice(label=_("Sign in"), url=url_for("accounts.sign_in", next=before)))
    sentence = _("You signed out or in since you opened the form, or it has been open too long. Nothing was saved.")
    return _error_answer(sentence, 400, heading=_("The session has ended"), back=ways)


def _error_answer(
    sentence: str,
    status: int,
    *,
    heading: str = "",
    back: Sequence[Choice] = (),
) -> ResponseReturnValue:
    if wants_json():
        return {"error": sentence}, status
    headings = {
        400: _("That could not be understood"),
        _NOT_SIGNED_IN: _("You are not signed in"),
        404: _("Not found"),
        _CONFLICT: _("Meanwhile something was changed"),
        503: _("The directory is not available at the moment"),
    }
    hints = {
        400: _("Go back and correct the entry, or start anew."),
        404: _("It may have been renamed or removed. Search for it in the directory."),
        503: _("Nothing was lost. Please try again in a few minutes."),
    }
    if status in (400, 404):
        back = back or ways_back(sentence)
    if status == _CONFLICT and page_before():
        back = back or [Choice(label=_("To the present state"), url=page_before())]
    if status == _NOT_SIGNED_IN:
        back = [Choice(label=_("Sign in"), url=url_for("accounts.sign_in", next=page_before()))]
    entered = entered_text()
    page = ErrorPage(
        heading=heading or headings.get(status, _("Sorry")),
        sentence=sentence,
        hint="" if entered else hints.get(status, ""),
        status=status,
        entered=entered,
        back=back,
    )
    return render(page), status
