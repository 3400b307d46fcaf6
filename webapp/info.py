"""Imprint, privacy and accessibility: the operator's words, by configuration."""

from pathlib import Path

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from webapp.current import current_settings
from webapp.pages.plain import InfoPage
from webapp.rendering import render

blueprint = Blueprint("info", __name__)


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Answer browsers that ask without having read a page."""
    return current_app.send_static_file("icon.svg")


@blueprint.get("/imprint")
def imprint() -> ResponseReturnValue:
    return _page(_("Imprint"), current_settings().imprint, "GRAPHDIR_IMPRINT")


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    return _page(
        _("Privacy"),
        current_settings().privacy,
        "GRAPHDIR_PRIVACY",
        _(
            "This site sets a cookie when you change the language, and one while you fill in a form, sign in or are "
            "signed in. Neither is used for anything else, and the site asks no third party for anything."
        ),
        _(
            "Contact points that are not public are shown only to people who have signed in and whose role allows it, "
            "on the profile and beside a need that the organisation has posted: in no list, no export of this site "
            "and no interface. Coordinators and administrators also see them, those of before too, where they check "
            "changes, proposals and lists to be imported, and where somebody asks what is held about them. Whoever "
            "writes to an organisation chooses among the roles of its contacts, without names and addresses."
        ),
        _(
            "Of people with an account the mail address, the name, the role and a hash of the password are kept, until "
            "the account is erased. Of failed attempts to sign in, of proposals and of messages the mail address or "
            "the address on the internet is kept in memory, never written down, and for an hour counted against too "
            "many."
        ),
        _(
            "Whoever proposes a change may leave a mail address, to be told what became of it. It is kept with the "
            "proposal, for half a year after that was decided."
        ),
        _(
            "Of persons whom an organisation names as its contact the name, their role there, telephone number and "
            "mail address are kept, with where that comes from and when it was last confirmed: so that schools and "
            "carriers find whom to call. Each entry says who may see it: everybody, people who have signed in, or the "
            "network office alone."
        ),
        _(
            "The contact of a person is shown until the day recorded for it, else for two years after it was last "
            "confirmed. From then on only the network office sees it, to confirm or to erase it."
        ),
        _(
            "The directory keeps a history of changes. What is erased as personal data is taken out of the history as "
            "well; copies made before as a backup hold it until they are thrown away."
        ),
        _(
            "You may ask the operator what is held about you, have it corrected, and have it erased (Articles 15 to 17 "
            "GDPR); the imprint says how to reach them. You get it on paper or as a file. You may also complain to the "
            "data protection authority."
        ),
        _("No pupil is ever stored in this directory."),
    )


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return _page(
        _("Accessibility"),
        current_settings().accessibility,
        "GRAPHDIR_ACCESSIBILITY",
        _(
            "Every page can be used by keyboard and without JavaScript; every picture of the network has a table "
            "that says the same."
        ),
    )


def own_words(file: str) -> str:
    """Return the operator's text; empty without a file.

    Raises:
        InvalidInputError: the file is not there or no UTF-8 text.
    """
    if not file:
        return ""
    try:
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(_("“%(path)s” cannot be read: %(reason)s.", path=file, reason=error)) from error


def _page(heading: str, file: str, variable: str, *facts: str) -> ResponseReturnValue:
    """Return the operator's text after what is true of every graphdir site."""
    own = own_words(file)
    paragraphs = [paragraph.strip() for paragraph in own.split("\n\n") if paragraph.strip()]
    missing = (
        "" if paragraphs else _("The operator of this site has not filled in this page yet (%(name)s).", name=variable)
    )
    return render(InfoPage(heading=heading, paragraphs=[*facts, *paragraphs], missing=missing))
