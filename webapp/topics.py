"""Topics: what the network works on."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from graphdir.errors import NotFoundError
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.model import Topic
from graphdir.store import ProjectSearch, Search
from webapp.current import current_directory
from webapp.pages.network import TopicPage, TopicsPage
from webapp.pages.parts import Choice
from webapp.rendering import render

blueprint = Blueprint("topics", __name__)


@blueprint.get("/topics")
def topics() -> ResponseReturnValue:
    directory = current_directory()
    taxonomy = directory.taxonomy()
    counts = dict(directory.facets(Search(there_on=directory.today()))["topic"])
    broad = [topic for topic in taxonomy.topics.values() if not topic.parent_id]
    groups = [
        (
            _choice(topic, counts),
            [_choice(other, counts) for other in taxonomy.topics.values() if other.parent_id == topic.id],
        )
        for topic in broad
    ]
    return render(TopicsPage(groups=groups))


@blueprint.get("/topics/<path:topic_id>")
def topic(topic_id: str) -> ResponseReturnValue:
    directory = current_directory()
    taxonomy = directory.taxonomy()
    found = taxonomy.topics.get(topic_id)
    if found is None:
        raise NotFoundError(_("There is no topic “%(id)s”.", id=topic_id))
    counts = dict(directory.facets(Search(there_on=directory.today()))["topic"])
    broader = taxonomy.topics.get(found.parent_id)
    return render(
        TopicPage(
            topic=found,
            label=found.label(language()),
            broader=_choice(broader, counts) if broader else None,
            narrower=[_choice(t, counts) for t in taxonomy.topics.values() if t.parent_id == topic_id],
            found=directory.search(Search(topic=topic_id, there_on=directory.today())),
            projects=directory.search_projects(ProjectSearch(topic=topic_id, size=10)),
            all_url=url_for("organisations.organisations", topic=topic_id, ended="no"),
            projects_url=url_for("projects.projects", topic=topic_id),
        )
    )


def _choice(topic: Topic, counts: dict[str, int]) -> Choice:
    return Choice(
        label=topic.label(language()),
        url=url_for("topics.topic", topic_id=topic.id),
        count=counts.get(topic.id, 0),
        value=topic.id,
    )
