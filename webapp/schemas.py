"""What the answers of the JSON interface look like, as JSON Schema; entries come from the model itself."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from pydantic import TypeAdapter

from graphdir.exporting.copying import TOLD
from graphdir.model import (
    DATE_PATTERN,
    OCCASIONS,
    POSITION_QUALITIES,
    PROJECT_STATUSES,
    ROLES,
    STATUSES,
    VISIBILITIES,
    ContactPoint,
    Organisation,
    Participation,
    Project,
    Relation,
    Topic,
)
from graphdir.store import FACETS, Figures

Schema = Mapping[str, Any]
_MODELS: Final = {
    "Organisation": Organisation,
    "Project": Project,
    "Relation": Relation,
    "Participation": Participation,
    "ContactPoint": ContactPoint,
    "Topic": Topic,
}
_DATES: Final = ("valid_from", "valid_to", "starts_on", "ends_on", "last_confirmed", "expires_on")
_MEANINGS: Final[Mapping[tuple[str, str], str]] = {
    ("Organisation", "kind"): "Id of its main kind.",
    ("Organisation", "latitude"): "WGS 84; null where the place is not known.",
    ("Organisation", "longitude"): "WGS 84; null where the place is not known.",
    ("Organisation", "position_quality"): f"{', '.join(POSITION_QUALITIES)} (the middle of its town), or empty.",
    ("Organisation", "recognised_75"): "Recognised after § 75 SGB VIII; null where nothing is recorded.",
    ("Organisation", "topics"): "Ids of the topics that it states itself.",
    ("Organisation", "keywords"): "What it works on and no topic stands for.",
    ("Project", "status"): f"{', '.join(PROJECT_STATUSES)}, or empty.",
    ("Relation", "from_id"): "Where an undirected kind has its first end in the order of ids.",
    ("Relation", "status"): f"{' or '.join(STATUSES)}.",
    ("Relation", "occasion"): f"{', '.join(OCCASIONS)}, or empty.",
    ("Participation", "role"): f"{', '.join(ROLES)}.",
    ("ContactPoint", "name"): "A person's; empty for a function.",
    ("ContactPoint", "visibility"): f"{', '.join(VISIBILITIES)}; here only public ones are.",
}


def schemas() -> dict[str, Schema]:
    """Return the schemas by name."""
    return {**{name: _entry(name, model) for name, model in _MODELS.items()}, **_ANSWERS}


def _entry(name: str, model: type) -> Schema:
    """Return the schema of an entry as answers have it: with every field, but for the key."""
    schema = TypeAdapter(model).json_schema(mode="serialization")
    described = {field: dict(told) for field, told in schema["properties"].items() if field != "key"}
    for field, told in described.items():
        told.pop("default", None)
        told.pop("title", None)
        if field in _DATES:
            told["pattern"] = f"^({DATE_PATTERN})?$"
            told["description"] = "As coarse as it is known: 2022, 2022-08 or 2022-08-01; empty for unknown or open."
        elif (name, field) in _MEANINGS:
            told["description"] = _MEANINGS[name, field]
    return _object(**described)


def _object(**properties: Schema) -> Schema:
    """Return the schema of an object that has all of these fields."""
    return {"type": "object", "required": list(properties), "properties": properties}


def _with(name: str, **properties: Schema) -> Schema:
    """Return the schema of what has more fields than the one of that name."""
    return {"allOf": [_ref(name)], **_object(**properties)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _told(type_: str | list[str], description: str) -> Schema:
    return {"type": type_, "description": description}


_TEXT: Final[Schema] = {"type": "string"}
_COUNTED: Final = [field.name for field in fields(Figures) if field.name not in {"by_kind", "contacts"}]
_FIGURES: Final = {
    "ended": "Organisations that have ended; they are in no other count of organisations.",
    "without_ties": "Organisations of which neither a relation nor a participation is recorded, be it past or planned.",
    "schools_without_ties": "The schools among these. The report counts those without a present tie, which are more.",
}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_FLAG: Final[Schema] = {"type": "boolean"}
_NUMBER: Final[Schema] = {"type": "number"}
_NAMED: Final = _object(id=_TEXT, name=_TEXT)
_FOUND: Final[Mapping[str, Schema]] = {
    "id": _TEXT,
    "name": _TEXT,
    "score": _told("number", "The sum of the contributions."),
    "known": _told("boolean", "Whether the two have worked together."),
    "distance_km": _told(["number", "null"], "null where a place is not known."),
    "rough": _told("boolean", "Whether the distance is only that of the middle of a town."),
    "reasons": _list(_object(signal=_TEXT, contribution=_NUMBER, text=_TEXT)),
}
_ANSWERS: Final[Mapping[str, Schema]] = {
    "Error": _object(error=_told("string", "A sentence for people.")),
    "Object": {"type": "object"},
    "OrganisationSummary": _with("Organisation", kind_label=_TEXT, group=_told("string", "The group of its kind.")),
    "OrganisationList": _object(
        total=_COUNT,
        organisations=_list(_ref("OrganisationSummary")),
        facets=_object(**{name: _list(_object(value=_TEXT, label=_TEXT, count=_COUNT)) for name in FACETS}),
    ),
    "Branch": _object(id=_TEXT, name=_TEXT, parts=_list(_ref("Branch"))),
    "OrganisationProfile": _with(
        "Organisation",
        kind_label=_TEXT,
        works_on=_list(_TEXT, "Ids of topics, stated ones and those of its projects."),
        part_of=_list(_NAMED, "The chain of wholes, the highest first."),
        parts=_list(_ref("Branch"), "Departments and branches."),
        relations=_list(
            _with(
                "Relation",
                key=_TEXT,
                kind_label=_TEXT,
                other=_NAMED,
                outgoing=_told("boolean", "Whether it stands at from_id."),
                tense={"enum": ["present", "former", "planned", None], "description": "When it holds; null for never."},
            )
        ),
        projects=_list(_with("Project", role=_told("string", "What the organisation is in it."))),
        contacts=_list(_ref("ContactPoint")),
    ),
    "ProjectList": _object(total=_COUNT, projects=_list(_ref("Project"))),
    "ProjectProfile": _with(
        "Project", participants=_list(_object(id=_TEXT, name=_TEXT, role=_TEXT, source=_TEXT), "The lead first.")
    ),
    "RelationList": _object(
        total=_COUNT,
        relations=_list(
            _with(
                "Relation",
                key=_TEXT,
                kind_label=_TEXT,
                directed=_told("boolean", "Whether the direction means something."),
                from_name=_TEXT,
                to_name=_TEXT,
            )
        ),
    ),
    "ParticipationList": _object(
        total=_COUNT,
        participations=_list(_with("Participation", key=_TEXT, project_title=_TEXT, organisation_name=_TEXT)),
    ),
    "Changes": _object(
        position=_told("string", "What to ask with as since the next time."),
        changes=_list(
            _object(
                entity={"type": "string", "enum": list(TOLD)},
                key=_told("string", "The id; of relations and participations the key."),
                entry=_told(["object", "null"], "What it is now, with the fields of its sort; null when it is gone."),
            ),
            "In an order in which nothing refers to what is not there.",
        ),
    ),
    "TopicList": _object(topics=_list(_ref("Topic"))),
    "Connection": _object(
        found=_FLAG,
        nodes=_list(_object(id=_TEXT, entity=_told("string", "organisation or project."), name=_TEXT)),
        steps=_list(
            _list(
                {
                    **_object(text=_told("string", "In words, as seen from the node before.")),
                    "anyOf": [_ref("Relation"), _ref("Participation")],
                }
            ),
            "All that joins a node to the next.",
        ),
    ),
    "Match": _object(
        **_FOUND,
        planned=_told("boolean", "Whether they are going to work together."),
        introduction=_told("string", "Who knows them, in words; empty for nobody."),
    ),
    "Ranking": _object(
        seeker=_told(["string", "null"], "The id of the organisation that looks."),
        topics=_list(_TEXT, "Ids of the topics of the need."),
        unmet_topics=_list(_TEXT, "Topics of the need that nobody who could be proposed works on."),
        unmet_target_groups=_list(_TEXT, "Its target groups for which nobody who could be proposed is there."),
        on_topic=_list(_TEXT, "Ids of those who state a topic of the need or have worked on one, the best first."),
        unplaced=_told("integer", "How many are left out by the radius since their place is not recorded."),
        behind=_told("boolean", "Whether the list does not know the latest changes yet."),
        remarks=_list(_TEXT, "What the list cannot say, in sentences: what was not understood, is not known or old."),
        matches=_list(_ref("Match"), "Best first."),
    ),
    "Team": _object(
        members=_list(_object(**_FOUND, covers=_list(_TEXT, "Which wishes this one fulfils."))),
        uncovered=_list(_TEXT, "Wishes that nobody fulfils."),
    ),
    "Figures": _object(
        **(
            dict.fromkeys(_COUNTED, _COUNT) | {name: {**_COUNT, "description": said} for name, said in _FIGURES.items()}
        ),
        by_kind={"type": "object", "additionalProperties": _COUNT, "description": "By the id of the kind."},
    ),
}
