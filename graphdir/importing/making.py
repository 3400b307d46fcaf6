"""What makers of entries of a table's rows have in common."""

from dataclasses import dataclass

from graphdir.importing.building import Builder
from graphdir.importing.complaints import Complaints
from graphdir.importing.draft import Draft
from graphdir.importing.recognising import Recogniser
from graphdir.importing.references import References


@dataclass(eq=False)
class Maker:
    """Knows the draft with what stands, whom rows mean, how entries are built, and where problems are told."""

    _draft: Draft
    _complaints: Complaints
    _references: References
    _builder: Builder
    _recogniser: Recogniser
