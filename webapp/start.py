"""The first page, and suggestions while somebody types."""

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.presenting import facet_label, kind_label
from graphdir.store import Search
from webapp.current import current_directory
from webapp.pages.network import StartPage
from webapp.pages.parts import Choice
from webapp.rendering import render

blueprint = Blueprint("start", __name__)
_MOST_TOPICS = 12
_MOST_SUGGESTIONS = 8


@blueprint.get("/")
def start() -> ResponseReturnValue:
    directory = current_directory()
    taxonomy = directory.taxonomy()
    counts = [
        (topic, number)
        for topic, number in directory.facets(Search(there_on=directory.today()))["topic"]
        if topic in taxonomy.topics and taxonomy.topics[topic].parent_id
    ]
    topics = [
        Choice(label=facet_label("topic", topic, taxonomy), url=url_for("topics.topic", topic_id=topic), count=number)
        for topic, number in counts[:_MOST_TOPICS]
    ]
    return render(StartPage(figures=directory.figures(), topics=topics))


@blueprint.get("/suggestions")
def suggestions() -> ResponseReturnValue:
    """Return up to eight organisations for what is typed so far."""
    directory = current_directory()
    typed = request.args.get("q", "")[:200]
    if not typed.strip():
        return jsonify([])
    taxonomy = directory.taxonomy()
    found = directory.search(Search(text=typed, size=_MOST_SUGGESTIONS))
    return jsonify(
        [
            {
                "id": organisation.id,
                "name": organisation.name,
                "kind": kind_label(organisation, taxonomy),
                "town": organisation.town,
                "url": url_for("organisations.organisation", organisation_id=organisation.id),
            }
            for organisation in found.organisations
        ]
    )
