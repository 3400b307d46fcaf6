"""What follows when an entry was written or a proposal decided."""

from flask import flash

from graphdir.draft import Draft
from graphdir.editing import Written, is_left_behind
from graphdir.errors import GraphdirError
from graphdir.i18n import date_text, day_of, in_language
from graphdir.i18n import gettext as _
from graphdir.model import Entity, Project
from graphdir.presenting import field_label
from graphdir.proposals import Proposal
from webapp.current import current_directory, current_settings, url_for_mails
from webapp.drafts import current_needs
from webapp.fields import sentence


def note_project(need_id: str, entry: Entity | None) -> None:
    """Note that a need became a project, where there was one."""
    if need_id and isinstance(entry, Project):
        current_needs().became(need_id, entry.id, current_directory().today())


def left_behind(draft: Draft) -> str:
    """Say that a draft leaves the old place on the map beside another address; empty where it does not."""
    if not is_left_behind(draft):
        return ""
    return _(
        "The address is another one; the place on the map is still that of the old one. Correct latitude and longitude "
        "too, or leave both empty."
    )


def tell_remarks(written: Written) -> None:
    """Tell of what was written and may be a slip."""
    for remark in written.remarks:
        flash(_("Please look once more: %(field)s. %(what)s", field=field_label(remark.column), what=sentence(remark)))


def tell_outcome(found: Proposal) -> None:
    """Write to whoever made a proposal that it is decided, where they asked for it; the decision stands in any case."""
    mailer = current_settings().mailer
    if mailer is None or not found.mail:
        return
    # Whoever decides may read the site in another language.
    with in_language(current_settings().language):
        subject = _("Your proposal: %(name)s", name=" ".join(found.name.split()))
        text = _(
            "Your proposal for “%(name)s” of %(date)s is decided. Here you see what became of it:\n\n%(url)s",
            name=found.name,
            date=date_text(day_of(found.at)),
            url=url_for_mails("proposals.outcome", proposal_id=found.id),
        )
    try:
        mailer.send(found.mail, subject, text)
    except GraphdirError as error:
        flash(str(error))
