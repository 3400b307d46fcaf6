"""By what anybody may reach an organisation."""

from graphdir.directory import Directory
from graphdir.full_store import FullStore
from graphdir.model import ContactPoint, Entity
from tests.builders import added, school


def point(id_: str, role: str, **values: str) -> ContactPoint:
    return ContactPoint(organisation_id=id_, role=role, **{"visibility": "public", **values})


def test_an_organisation_is_reached_by_its_own_number_else_by_a_public_function(store: FullStore) -> None:
    entries: list[Entity] = [
        school("own", phone="+49 1", email="own@example.org"),
        school("half", phone="+49 2"),
        school("function"),
        school("person"),
        school("none"),
        *(point(id_, "switchboard", phone="+49 9", email="office@example.org") for id_ in ("own", "half", "function")),
        point("person", "management", name="Erika Beispiel", phone="+49 3", email="erika@example.org"),
        point("person", "office", phone="+49 4", visibility="members"),
        point("person", "secretariat", email="inside@example.org", visibility="restricted"),
    ]
    store.apply(added(*entries))
    directory = Directory(store)
    reach = directory.reach([directory.organisation(id_) for id_ in ("own", "half", "function", "person", "none")])

    assert reach == {
        "own": ("+49 1", "own@example.org"),
        "half": ("+49 2", "office@example.org"),
        "function": ("+49 9", "office@example.org"),
        "person": ("", ""),
        "none": ("", ""),
    }
    assert directory.reach([]) == {}
