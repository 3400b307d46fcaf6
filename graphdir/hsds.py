"""What exporter and importer of HSDS 3 agree on (Human Services Data Specification, docs.openreferral.org).

An organisation is an ``organization``, its place a ``location`` with an ``address``, a project with a lead a
``service`` of the lead that is offered at the locations of its sites and funded by its funders; kinds, topics and
target groups are ``attribute``s with terms of the taxonomies below. Relations other than of a part to its whole, and
projects without a lead, have no place in HSDS.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID, uuid5

# By what an organization_identifier or an attribute tells our id.
IDENTIFIER: Final = "graphdir"
TAXONOMIES: Final[Mapping[str, str]] = {
    "kind": "graphdir organisation kinds",
    "school_type": "graphdir school types",
    "topics": "graphdir topics",
    "target_groups": "graphdir target groups",
    "project_kind": "graphdir project kinds",
    "project_status": "graphdir project statuses",
    "contact_role": "graphdir contact roles",
}
# HSDS knows four states of a service; "inactive" is what is not yet or not any more. Which of ours it is beyond
# that, an attribute tells.
SERVICE_STATUS: Final[Mapping[str, str]] = {"running": "active", "final_report": "active", "closed": "defunct"}
NOT_RUNNING: Final = "inactive"
# The description of a location whose coordinates are only the middle of its town.
ROUGH: Final = "Coordinates of the middle of the town."
_SPACE: Final = UUID("a3a1f6a2-6f0c-5a5d-9a8e-2f4d6c1b7e90")


def hsds_id(sort: str, key: str) -> str:
    """Return the UUID of an entry: the same on every export."""
    return str(uuid5(_SPACE, f"{sort}\x1f{key}"))
