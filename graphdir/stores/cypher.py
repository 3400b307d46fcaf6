"""Every statement that the Neo4j store sends: constants only, all values are parameters."""

from collections.abc import Mapping
from typing import Final, LiteralString

from graphdir.model import EntityKind
from graphdir.store import ProjectSort

RELATIONSHIPS: Final[tuple[LiteralString, ...]] = (
    "COOPERATES_WITH",
    "SUPPORTS",
    "RESPONSIBLE_FOR",
    "PART_OF",
    "MEMBER_OF",
    "FEEDS_INTO",
    "SUCCESSOR_OF",
    "RELATED_TO",
)
"""The types that relations may have (``relation_kinds.csv``); the last is for unknown kinds."""

GROUP_LABELS: Final[Mapping[str, LiteralString]] = {
    "school": "School",
    "carrier": "Carrier",
    "authority": "Authority",
    "department": "Department",
    "network": "Network",
    "counselling": "Counselling",
    "education": "Education",
    "culture_sport": "CultureSport",
    "civil_society": "CivilSociety",
    "health": "Health",
    "justice": "Justice",
    "labour": "Labour",
    "politics": "Politics",
    "other": "Other",
}
"""Labels of organisations beside ``:Organisation``, by group of their kind."""

_ANY_RELATION: Final[LiteralString] = "|".join(RELATIONSHIPS)
_ALL_GROUPS: Final[LiteralString] = ":".join(GROUP_LABELS.values())
_KEYS: Final[tuple[tuple[LiteralString, LiteralString, LiteralString], ...]] = (
    ("organisation", "Organisation", "id"),
    ("project", "Project", "id"),
    ("topic", "Topic", "id"),
    ("organisation_kind", "OrganisationKind", "id"),
    ("place", "Place", "key"),
    ("contact", "ContactPoint", "key"),
    ("change", "Change", "id"),
    ("batch", "Batch", "number"),
    ("store", "Store", "id"),
    ("kept", "Kept", "name"),
    ("account", "Account", "mail"),
    ("paper", "Paper", "key"),
)


def _for_each_type(statement: LiteralString) -> Mapping[str, LiteralString]:
    return {type_: statement.replace("$TYPE", type_) for type_ in RELATIONSHIPS}


# --- schema --------------------------------------------------------------------

SCHEMA: Final[Mapping[str, LiteralString]] = {
    **{
        "graphdir_" + name: "CREATE CONSTRAINT graphdir_" + name + " IF NOT EXISTS "
        "FOR (n:" + label + ") REQUIRE n." + key + " IS UNIQUE"
        for name, label, key in _KEYS
    },
    **{
        "graphdir_" + type_.lower(): "CREATE CONSTRAINT graphdir_" + type_.lower() + " IF NOT EXISTS "
        "FOR ()-[r:" + type_ + "]-() REQUIRE r.key IS UNIQUE"
        for type_ in (*RELATIONSHIPS, "TAKES_PART_IN")
    },
    "graphdir_words": """
    CREATE FULLTEXT INDEX graphdir_words IF NOT EXISTS FOR (o:Organisation) ON EACH [o.words, o.tokens]
    OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}
    """,
    "graphdir_position": """
    CREATE POINT INDEX graphdir_position IF NOT EXISTS FOR (o:Organisation) ON (o.position)
    """,
    "graphdir_by_name": """
    CREATE INDEX graphdir_by_name IF NOT EXISTS FOR (o:Organisation) ON (o.name_order)
    """,
    "graphdir_by_town": """
    CREATE INDEX graphdir_by_town IF NOT EXISTS FOR (o:Organisation) ON (o.town_order)
    """,
    "graphdir_history": """
    CREATE INDEX graphdir_history IF NOT EXISTS FOR (c:Change) ON (c.entity, c.key)
    """,
    "graphdir_erased_one": """
    CREATE INDEX graphdir_erased_one IF NOT EXISTS FOR (c:Change) ON (c.erased_one)
    """,
    "graphdir_erased_other": """
    CREATE INDEX graphdir_erased_other IF NOT EXISTS FOR (c:Change) ON (c.erased_other)
    """,
    "graphdir_revisions": """
    CREATE INDEX graphdir_revisions IF NOT EXISTS FOR (b:Batch) ON (b.revision)
    """,
}
"""Constraints and indexes by name."""
INDEXES: Final[LiteralString] = """
SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'graphdir_'
RETURN collect(name) AS names, all(state IN collect(state) WHERE state = 'ONLINE') AS online
"""
AWAIT_INDEXES: Final[LiteralString] = "CALL db.awaitIndexes(300)"
STORED_SCHEMA: Final[LiteralString] = "MATCH (s:Store {id: 'graphdir'}) RETURN s.schema AS version"

# --- the store's own state -----------------------------------------------------

# -> what readers keep in memory is right as long as the revision stands; what is older than
# `rebuilt` cannot be brought up to date by looking at the changes since
STATE: Final[LiteralString] = """
OPTIONAL MATCH (s:Store {id: 'graphdir'})
RETURN coalesce(s.revision, 0) AS revision, coalesce(s.rebuilt, 0) AS rebuilt
"""
MAKE_STORE: Final[LiteralString] = """
MERGE (s:Store {id: 'graphdir'})
ON CREATE SET s.revision = 0, s.rebuilt = 0, s.batches = 0, s.changes = 0, s.locked = 0, s.schema = $schema
"""
# Setting a property locks the node until the transaction ends: one writer at a time. MERGE would
# first share the lock, and two who share it and both want it alone are a deadlock.
LOCK: Final[LiteralString] = """
MATCH (s:Store {id: 'graphdir'})
SET s.locked = s.locked + 1
RETURN s.revision AS revision
"""
# $patience in milliseconds
ABANDONED: Final[LiteralString] = """
MATCH (b:Batch:Unfinished {state: 'writing'}) WHERE b.touched < timestamp() - $patience
RETURN properties(b) AS batch
"""
INTERRUPTED: Final[LiteralString] = """
MATCH (b:Batch:Unfinished {state: 'applying'}) RETURN properties(b) AS batch ORDER BY b.number
"""
OWN_TOPICS: Final[LiteralString] = "MATCH (t:Topic {own: true}) RETURN properties(t) AS record ORDER BY t.id"
OWN_KINDS: Final[LiteralString] = "MATCH (k:OrganisationKind) RETURN properties(k) AS record ORDER BY k.id"

# --- entries by key ------------------------------------------------------------

# $keys -> records of those that are there
BY_KEY: Final[Mapping[str, LiteralString]] = {
    "topic": "UNWIND $keys AS key MATCH (n:Topic {id: key, own: true}) RETURN properties(n) AS record",
    "organisation_kind": "UNWIND $keys AS key MATCH (n:OrganisationKind {id: key}) RETURN properties(n) AS record",
    "organisation": "UNWIND $keys AS key MATCH (n:Organisation {id: key}) RETURN properties(n) AS record",
    "project": "UNWIND $keys AS key MATCH (n:Project {id: key}) RETURN properties(n) AS record",
    "participation": """
    UNWIND $keys AS key MATCH (o)-[r:TAKES_PART_IN {key: key}]->(p)
    RETURN r {.*, organisation_id: o.id, project_id: p.id} AS record
    """,
    "contact": """
    UNWIND $keys AS key MATCH (c:ContactPoint {key: key})<-[:HAS_CONTACT]-(o)
    RETURN c {.*, organisation_id: o.id} AS record
    """,
}
RELATIONS_BY_KEY: Final = _for_each_type("""
UNWIND $keys AS key MATCH (a)-[r:$TYPE {key: key}]->(b)
RETURN r {.*, from_id: a.id, to_id: b.id} AS record
""")
# -> how many there are; answered from the counts that Neo4j keeps
COUNT: Final[Mapping[str, LiteralString]] = {
    "topic": "MATCH (n:Topic) RETURN count(n) AS number",
    "organisation_kind": "MATCH (n:OrganisationKind) RETURN count(n) AS number",
    "organisation": "MATCH (n:Organisation) RETURN count(n) AS number",
    "project": "MATCH (n:Project) RETURN count(n) AS number",
    "relation": "MATCH ()-[r:" + _ANY_RELATION + "]->() RETURN count(r) AS number",
    "participation": "MATCH ()-[r:TAKES_PART_IN]->() RETURN count(r) AS number",
    "contact": "MATCH (n:ContactPoint) RETURN count(n) AS number",
}
# $after, $limit -> the next records in order of their key
PAGE_OF: Final[Mapping[str, LiteralString]] = {
    "topic": """
    MATCH (n:Topic) WHERE n.id > $after AND n.own RETURN properties(n) AS record ORDER BY n.id LIMIT $limit
    """,
    "organisation_kind": """
    MATCH (n:OrganisationKind) WHERE n.id > $after RETURN properties(n) AS record ORDER BY n.id LIMIT $limit
    """,
    "organisation": """
    MATCH (n:Organisation) WHERE n.id > $after RETURN properties(n) AS record ORDER BY n.id LIMIT $limit
    """,
    "project": "MATCH (n:Project) WHERE n.id > $after RETURN properties(n) AS record ORDER BY n.id LIMIT $limit",
    "participation": """
    MATCH (o)-[r:TAKES_PART_IN]->(p) WHERE r.key > $after
    WITH o, r, p ORDER BY r.key LIMIT $limit
    RETURN r {.*, organisation_id: o.id, project_id: p.id} AS record ORDER BY r.key
    """,
    "contact": """
    MATCH (c:ContactPoint) WHERE c.key > $after WITH c ORDER BY c.key LIMIT $limit
    MATCH (c)<-[:HAS_CONTACT]-(o) RETURN c {.*, organisation_id: o.id} AS record ORDER BY c.key
    """,
}
PAGE_OF_RELATIONS: Final = _for_each_type("""
MATCH (a)-[r:$TYPE]->(b) WHERE r.key > $after
WITH a, r, b ORDER BY r.key LIMIT $limit
RETURN r {.*, from_id: a.id, to_id: b.id} AS record ORDER BY r.key
""")

# --- checks before writing -----------------------------------------------------

# $keys -> those that nobody has
MISSING: Final[Mapping[str, LiteralString]] = {
    "organisation": """
    UNWIND $keys AS key WITH key WHERE NOT EXISTS { MATCH (:Organisation {id: key}) } RETURN collect(key) AS keys
    """,
    "project": """
    UNWIND $keys AS key WITH key WHERE NOT EXISTS { MATCH (:Project {id: key}) } RETURN collect(key) AS keys
    """,
}
# $keys (about to go), $erased (keys of edges that go too) -> those that keep being referred to
STILL_REFERRED: Final[tuple[tuple[EntityKind, LiteralString, EntityKind], ...]] = (
    (
        "organisation",
        (
            "UNWIND $keys AS key MATCH (o:Organisation {id: key})-[r:" + _ANY_RELATION + "]->() "
            "WHERE NOT r.key IN $erased RETURN collect(DISTINCT key) AS keys"
        ),
        "relation",
    ),
    (
        "organisation",
        (
            "UNWIND $keys AS key MATCH (o:Organisation {id: key})<-[r:" + _ANY_RELATION + "]-() "
            "WHERE NOT r.key IN $erased RETURN collect(DISTINCT key) AS keys"
        ),
        "relation",
    ),
    (
        "organisation",
        (
            "UNWIND $keys AS key MATCH (:Organisation {id: key})-[r:TAKES_PART_IN]->() "
            "WHERE NOT r.key IN $erased RETURN collect(DISTINCT key) AS keys"
        ),
        "participation",
    ),
    (
        "organisation",
        (
            "UNWIND $keys AS key MATCH (:Organisation {id: key})-[:HAS_CONTACT]->(c) "
            "WHERE NOT c.key IN $erased RETURN collect(DISTINCT key) AS keys"
        ),
        "contact",
    ),
    (
        "project",
        (
            "UNWIND $keys AS key MATCH (:Project {id: key})<-[r:TAKES_PART_IN]-() "
            "WHERE NOT r.key IN $erased RETURN collect(DISTINCT key) AS keys"
        ),
        "participation",
    ),
)

# --- writing: $rows each -------------------------------------------------------

_POSITION: Final[LiteralString] = """
o.position = CASE WHEN -90 <= row.properties.latitude <= 90
  THEN point({latitude: row.properties.latitude, longitude: row.properties.longitude}) END
"""
CREATE_ORGANISATIONS: Final[LiteralString] = (
    "UNWIND $rows AS row CREATE (o:Organisation) SET o = row.properties, o:$(row.label), " + _POSITION
)
CHANGE_ORGANISATIONS: Final[LiteralString] = (
    "UNWIND $rows AS row MATCH (o:Organisation {id: row.id}) REMOVE o:"
    + _ALL_GROUPS
    + " SET o = row.properties, o:$(row.label), "
    + _POSITION
)
RELABEL_ORGANISATIONS: Final[LiteralString] = (
    "UNWIND $rows AS row MATCH (o:Organisation) WHERE o.kind = row.kind REMOVE o:" + _ALL_GROUPS + " SET o:$(row.label)"
)
ERASE: Final[Mapping[str, LiteralString]] = {
    "organisation_kind": "UNWIND $keys AS key MATCH (n:OrganisationKind {id: key}) DELETE n",
    "organisation": "UNWIND $keys AS key MATCH (n:Organisation {id: key}) DETACH DELETE n",
    "project": "UNWIND $keys AS key MATCH (n:Project {id: key}) DETACH DELETE n",
    "participation": "UNWIND $keys AS key MATCH ()-[r:TAKES_PART_IN {key: key}]->() DELETE r",
    "contact": "UNWIND $keys AS key MATCH (n:ContactPoint {key: key}) DETACH DELETE n",
}
ERASE_RELATIONS: Final = _for_each_type("UNWIND $keys AS key MATCH ()-[r:$TYPE {key: key}]->() DELETE r")
# A topic that entries still name stays as a bare node, with what is shipped about it.
FORGET_TOPICS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (t:Topic {id: row.id})
SET t = row.properties
WITH t
MATCH (t)-[r:NARROWER_THAN]->()
DELETE r
"""
WRITE_TOPICS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (t:Topic {id: row.id})
SET t = row.properties, t.own = true
WITH t
MATCH (t)-[r:NARROWER_THAN]->()
DELETE r
"""
MEET_TOPICS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (t:Topic {id: row.id})
ON CREATE SET t += row.properties
"""
NARROW_TOPICS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (t:Topic {id: row.id})
MATCH (broader:Topic {id: row.parent_id})
MERGE (t)-[:NARROWER_THAN]->(broader)
"""
WRITE_KINDS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (k:OrganisationKind {id: row.id})
SET k = row.properties
"""
CREATE_PROJECTS: Final[LiteralString] = "UNWIND $rows AS row CREATE (p:Project) SET p = row.properties"
CHANGE_PROJECTS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (p:Project {id: row.id})
SET p = row.properties
"""
LEAVE_ADDRESSED_TOPICS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Project {id: id})-[r:ADDRESSES]->(t:Topic)
DELETE r
RETURN collect(DISTINCT t.id) AS keys
"""
# $keys -> ids of the broader topics of those that went because nothing names them any more
ERASE_UNUSED_TOPICS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (t:Topic {id: key})
WHERE t.own IS NULL AND NOT EXISTS { (t)<-[:WORKS_ON|ADDRESSES|NARROWER_THAN]-() }
OPTIONAL MATCH (t)-[:NARROWER_THAN]->(broader)
WITH t, collect(broader.id) AS wider
DETACH DELETE t
RETURN wider
"""
ADDRESS_TOPICS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (p:Project {id: row[0]})
MATCH (t:Topic {id: row[1]})
CREATE (p)-[:ADDRESSES]->(t)
"""
CREATE_RELATIONS: Final = _for_each_type("""
UNWIND $rows AS row
MATCH (a:Organisation {id: row.from_id})
MATCH (b:Organisation {id: row.to_id})
CREATE (a)-[r:$TYPE]->(b)
SET r = row.properties
""")
CHANGE_RELATIONS: Final = _for_each_type("""
UNWIND $rows AS row
MATCH ()-[r:$TYPE {key: row.key}]->()
SET r = row.properties
""")
CREATE_PARTICIPATIONS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (o:Organisation {id: row.organisation_id})
MATCH (p:Project {id: row.project_id})
CREATE (o)-[r:TAKES_PART_IN]->(p)
SET r = row.properties
"""
CHANGE_PARTICIPATIONS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH ()-[r:TAKES_PART_IN {key: row.key}]->()
SET r = row.properties
"""
CREATE_CONTACTS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (o:Organisation {id: row.organisation_id})
CREATE (o)-[:HAS_CONTACT {role: row.properties.role, visibility: row.properties.visibility}]->(c:ContactPoint)
SET c = row.properties
"""
CHANGE_CONTACTS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (c:ContactPoint {key: row.key})<-[r:HAS_CONTACT]-()
SET c = row.properties, r.visibility = row.properties.visibility
"""

# --- places --------------------------------------------------------------------

MEET_PLACES: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (p:Place {key: row.key})
ON CREATE SET p.name = row.name, p.level = row.level
"""
JOIN_PLACES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (p:Place {key: row.key})
MATCH (wider:Place {key: row.wider})
MERGE (p)-[:LOCATED_IN]->(wider)
"""
LOCATE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (o:Organisation {id: row[0]})
MATCH (p:Place {key: row[1]})
CREATE (o)-[:LOCATED_IN]->(p)
"""
# $ids -> keys of the places that they leave
LEAVE_PLACES: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Organisation {id: id})-[r:LOCATED_IN]->(p:Place)
DELETE r
RETURN collect(DISTINCT p.key) AS keys
"""
# $keys -> keys of the wider places of those that went because nothing lies there any more
ERASE_EMPTY_PLACES: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (p:Place {key: key})
WHERE NOT EXISTS { (p)<-[:LOCATED_IN]-() }
OPTIONAL MATCH (p)-[:LOCATED_IN]->(wider)
WITH p, collect(wider.key) AS wider
DETACH DELETE p
RETURN wider
"""

# --- what organisations are found by -------------------------------------------

ALL_IDS: Final[LiteralString] = "MATCH (o:Organisation) RETURN collect(o.id) AS ids"
PARTICIPANTS_IDS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (o:Organisation)-[:TAKES_PART_IN]->(:Project {id: key})
RETURN collect(DISTINCT o.id) AS ids
"""
# $ids -> records, the topics of their projects, the topics they are joined to
TO_INDEX: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (o:Organisation {id: id})
RETURN properties(o) AS record,
  [(o)-[part:TAKES_PART_IN]->(p:Project) WHERE part.role <> 'funder' AND p.topics IS NOT NULL | p.topics] AS derived,
  [(o)-[w:WORKS_ON]->(t:Topic) | [t.id, w.source]] AS works_on
"""
INDEX: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (o:Organisation {id: row.id})
SET o.words = row.words, o.all_topics = row.all_topics, o.facets = row.facets, o.tokens = row.tokens
"""
LEAVE_TOPICS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Organisation {id: id})-[r:WORKS_ON]->(t:Topic)
DELETE r
RETURN collect(DISTINCT t.id) AS keys
"""
WORK_ON: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (o:Organisation {id: row[0]})
MATCH (t:Topic {id: row[1]})
CREATE (o)-[:WORKS_ON {source: row[2]}]->(t)
"""

# --- history -------------------------------------------------------------------

RECORD_BATCH: Final[LiteralString] = """
MATCH (s:Store {id: 'graphdir'})
SET s.batches = s.batches + 1, s.revision = s.revision + 1, s.changes = s.changes + $total
CREATE (b:Batch {number: s.batches, first: s.changes - $total + 1, total: $total, at: $at, author: $author,
  summary: $summary, undoes: $undoes, state: 'applied', revision: s.revision})
RETURN b.number AS number, b.first AS first
"""
BEGIN_BATCH: Final[LiteralString] = """
MATCH (s:Store {id: 'graphdir'})
SET s.batches = s.batches + 1, s.changes = s.changes + $total
CREATE (b:Batch:Unfinished {number: s.batches, first: s.changes - $total + 1, total: $total, done: 0,
  recorded: 0, at: $at,
  author: $author, summary: $summary, undoes: $undoes, state: 'writing', touched: timestamp()})
RETURN b.number AS number, b.first AS first
"""
# The ends of an edge that goes; rows of other changes are shorter.
RECORD_CHANGES: Final[LiteralString] = """
UNWIND $rows AS row
CREATE (:Change {id: row[0], batch: $batch, entity: row[1], key: row[2], before: row[3], after: row[4],
  file: row[5], row: row[6], erased_one: row[7], erased_other: row[8]})
"""
# -> nothing when the batch is not there any more
TOUCH: Final[LiteralString] = """
MATCH (b:Batch:Unfinished {number: $number})
SET b.touched = timestamp()
RETURN b.state AS state, b.done AS done, b.recorded AS recorded
"""
SET_RECORDED: Final[LiteralString] = "MATCH (b:Batch {number: $number}) SET b.recorded = $recorded"
SET_DONE: Final[LiteralString] = "MATCH (b:Batch {number: $number}) SET b.done = $done"
BEGIN_APPLYING: Final[LiteralString] = """
MATCH (s:Store {id: 'graphdir'})
MATCH (b:Batch:Unfinished {number: $number})
WITH s, b, s.revision + 1 AS next
SET b.state = 'applying', s.revision = next, s.rebuilt = next
RETURN b.number AS number
"""
FINISH: Final[LiteralString] = """
MATCH (s:Store {id: 'graphdir'})
MATCH (b:Batch:Unfinished {number: $number, state: 'applying'})
WITH s, b, s.revision + 1 AS next
SET s.revision = next, s.rebuilt = next, b.state = 'applied', b.revision = next
REMOVE b:Unfinished, b.done, b.recorded, b.touched
"""
# What was rolled back is a leftover like one that never began.
ABANDON: Final[LiteralString] = """
MATCH (s:Store {id: 'graphdir'})
MATCH (b:Batch:Unfinished {number: $number})
WITH s, b, s.revision + 1 AS next
SET s.revision = next, s.rebuilt = next, b.state = 'writing', b.touched = 0
"""
ERASE_CHANGES: Final[LiteralString] = """
MATCH (c:Change) WHERE c.id >= $first AND c.id < $end AND c.batch = $number
WITH c LIMIT $limit
DELETE c
RETURN count(*) AS number
"""
ERASE_BATCH: Final[LiteralString] = "MATCH (b:Batch:Unfinished {number: $number, state: 'writing'}) DELETE b"
# $after, $limit -> what is recorded, finished or not
PAGE_OF_CHANGES: Final[LiteralString] = """
MATCH (c:Change) WHERE c.id > $after
RETURN c.id AS id, c.batch AS batch, c.entity AS entity, c.key AS key, c.before AS before, c.after AS after,
  c.file AS file ORDER BY c.id LIMIT $limit
"""
WORDS_OF_BATCHES: Final[LiteralString] = """
MATCH (b:Batch) WHERE b.number > 0 RETURN b.number AS number, b.author AS author, b.summary AS summary
"""
REWRITE_CHANGES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (c:Change {id: row[0]})
SET c.before = row[1], c.after = row[2], c.file = row[3], c.erased_one = row[4], c.erased_other = row[5]
"""
DROP_CHANGES: Final[LiteralString] = "UNWIND $ids AS id MATCH (c:Change {id: id}) DELETE c"
COUNT_DOWN: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (b:Batch {number: row[0]})
SET b.changes = coalesce(b.changes, b.total) - row[1]
"""
RETELL_BATCHES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (b:Batch {number: row[0]})
SET b.author = row[1], b.summary = row[2]
"""
REBUILT: Final[LiteralString] = """
MATCH (s:Store {id: 'graphdir'})
WITH s, s.revision + 1 AS next
SET s.revision = next, s.rebuilt = next
RETURN next AS revision
"""
BATCH: Final[LiteralString] = "MATCH (b:Batch {number: $number}) RETURN properties(b) AS batch"
BATCHES: Final[LiteralString] = """
MATCH (b:Batch) WHERE b.number > 0 AND b.state IN ['applied', 'applying']
RETURN properties(b) AS batch ORDER BY b.number DESC LIMIT $limit
"""
CHANGES_OF: Final[LiteralString] = """
MATCH (c:Change) WHERE c.id >= $first AND c.id < $end
RETURN c.entity AS entity, c.before AS before, c.after AS after, c.file AS file, c.row AS row ORDER BY c.id
LIMIT $limit
"""
HISTORY_OF: Final[LiteralString] = """
CALL () {
  UNWIND $refs AS ref
  RETURN ref[0] AS entity, ref[1] AS key
  UNION
  UNWIND $ends AS end
  MATCH (c:Change {erased_one: end})
  MATCH (:Batch {number: c.batch, state: 'applied'})
  RETURN c.entity AS entity, c.key AS key
  UNION
  UNWIND $ends AS end
  MATCH (c:Change {erased_other: end})
  MATCH (:Batch {number: c.batch, state: 'applied'})
  RETURN c.entity AS entity, c.key AS key
}
MATCH (c:Change {entity: entity, key: key})
MATCH (b:Batch {number: c.batch, state: 'applied'})
RETURN c.entity AS entity, c.key AS key, c.before AS before, c.after AS after, c.file AS file, c.row AS row,
  properties(b) AS batch
ORDER BY c.id DESC LIMIT $limit
"""

# --- vocabulary ----------------------------------------------------------------

# $revision -> organisations changed since
CHANGED_SINCE: Final[LiteralString] = """
MATCH (b:Batch) WHERE b.revision > $revision
MATCH (c:Change) WHERE c.id >= b.first AND c.id < b.first + b.total AND c.entity = 'organisation'
WITH DISTINCT c.key AS key LIMIT $limit
RETURN collect(key) AS keys
"""
WORDS_OF: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (o:Organisation {id: id})
RETURN collect(o.id) AS ids, collect(o.words) AS words
"""
ALL_WORDS: Final[LiteralString] = """
MATCH (o:Organisation)
RETURN collect(o.id) AS ids, collect(o.words) AS words
"""

# --- search --------------------------------------------------------------------
# A question is a beginning, conditions, and an ending, in this order. `name_order` and `town_order`
# are what the port sorts by as one text, so that their indexes give the order.

FOUND_BY_WORDS: Final[LiteralString] = (
    "CALL db.index.fulltext.queryNodes('graphdir_words', $match) YIELD node AS o WITH o WHERE true "
)
EVERYBODY: Final[LiteralString] = "MATCH (o:Organisation) WHERE true "
BY_NAME_INDEX: Final[LiteralString] = "MATCH (o:Organisation) WHERE o.name_order >= '' "
BY_TOWN_INDEX: Final[LiteralString] = "MATCH (o:Organisation) WHERE o.town_order >= '' "
NAME_BEGINS: Final[LiteralString] = "MATCH (o:Organisation) WHERE o.name_order STARTS WITH $typed "
HAS_FACETS: Final[LiteralString] = "AND all(facet IN $facets WHERE facet IN o.facets) "
WITHOUT_TIES: Final[LiteralString] = "AND NOT EXISTS { (o)-[:" + _ANY_RELATION + "|TAKES_PART_IN]-() } "
# Of a coarse end as much is compared as is known. Without a day nobody has ended.
_IS_THERE: Final[LiteralString] = "(o.valid_to IS NULL OR o.valid_to >= left($there_on, size(o.valid_to)))"
THERE: Final[LiteralString] = "AND " + _IS_THERE + " "
_DISTANCE: Final[LiteralString] = "point.distance(o.position, point({latitude: $latitude, longitude: $longitude}))"
NEAR: Final[LiteralString] = "AND (" + _DISTANCE + " <= $outer OR o.id IN $also_near) "
NOT_BEYOND: Final[LiteralString] = "AND NOT o.id IN $beyond "

COUNT_ALL: Final[LiteralString] = "MATCH (o:Organisation) RETURN count(o) AS total"
TOTAL: Final[LiteralString] = "RETURN count(o) AS total"
# Who lies so near the circle that the last digit decides comes along: Python has the last word.
TOTAL_NEAR: Final[LiteralString] = (
    "WITH o, " + _DISTANCE + " AS metres RETURN count(o) AS total, "
    "collect(CASE WHEN metres > $inner THEN [o.id, o.latitude, o.longitude] END) AS border"
)
_PAGE: Final[LiteralString] = " SKIP $skip LIMIT $limit RETURN properties(o) AS record"
BY_NAME: Final[LiteralString] = "WITH o ORDER BY o.name_order" + _PAGE
BY_TOWN: Final[LiteralString] = "WITH o ORDER BY o.town_order" + _PAGE
BY_RELEVANCE: Final[LiteralString] = (
    """
    WITH o, CASE
      WHEN o.name_key = $typed THEN 0
      WHEN o.name_key STARTS WITH $typed THEN 1
      WHEN all(word IN $beginnings WHERE (' ' + o.name_key) CONTAINS word) THEN 2
      ELSE 3 END AS class
    ORDER BY class, o.name_order"""
    + _PAGE
)
COUNT_FACETS: Final[LiteralString] = "UNWIND o.facets AS facet RETURN facet, count(*) AS hits"

PROJECTS: Final[LiteralString] = "MATCH (p:Project) WHERE p.title_key IS NOT NULL"
PROJECTS_OF: Final[LiteralString] = """
MATCH (:Organisation {id: $organisation_id})-[:TAKES_PART_IN]->(p:Project) WITH DISTINCT p WHERE p.title_key IS NOT NULL
"""
PROJECT_WORDS: Final[LiteralString] = " AND all(word IN $words WHERE p.words CONTAINS word)"
PROJECT_KIND: Final[LiteralString] = " AND p.kind = $kind"
PROJECT_TOPIC: Final[LiteralString] = " AND $topic IN p.topics"
PROJECT_YEAR: Final[LiteralString] = """
 AND left(p.starts_on, 4) <= $year
 AND (left(p.ends_on, 4) >= $year OR (p.ends_on IS NULL AND (left(p.starts_on, 4) = $year OR p.status = 'running')))
"""
PROJECT_TOTAL: Final[LiteralString] = " RETURN count(p) AS total"
_PROJECT_ORDER: Final[Mapping[ProjectSort, LiteralString]] = {
    "-start": "coalesce(p.starts_on, '') DESC, p.title_key, p.id",
    "start": "p.starts_on IS NULL, p.starts_on, p.title_key, p.id",
    "title": "p.title_key, p.id",
    "-title": "p.title_key DESC, p.id",
    "kind": "p.kind IS NULL, p.kind, p.title_key, p.id",
    "-kind": "p.kind IS NULL, p.kind DESC, p.title_key, p.id",
}
PROJECT_PAGE: Final[Mapping[ProjectSort, LiteralString]] = {
    sort: " WITH p ORDER BY " + order + " SKIP $skip LIMIT $limit RETURN properties(p) AS record"
    for sort, order in _PROJECT_ORDER.items()
}

# --- neighbourhoods ------------------------------------------------------------

TOPICS_OF: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (o:Organisation {id: id})
RETURN id, [(o)-[:WORKS_ON]->(t:Topic) | t.id] AS topics
"""
# Both ends see a relation, so the pattern has no direction.
LINKS_OF: Final[LiteralString] = (
    "UNWIND $ids AS id MATCH (:Organisation {id: id})-[r:"
    + _ANY_RELATION
    + """]-(other:Organisation)
    RETURN id, other.id AS other, startNode(r).id AS from_id, endNode(r).id AS to_id, r.kind AS kind,
      r.status AS status, r.occasion AS occasion, r.topics AS topics, r.valid_from AS valid_from,
      r.valid_to AS valid_to, r.description AS description, r.source AS source, r.last_confirmed AS last_confirmed
    """
)
# $keys -> those that are there, field by field: half the time of all properties as one map
ORGANISATIONS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (o:Organisation {id: key})
RETURN o.id AS id, o.name AS name, o.kind AS kind, o.aliases AS aliases, o.further_kinds AS further_kinds,
  o.school_type AS school_type, o.recognised_75 AS recognised_75, o.street AS street, o.postcode AS postcode,
  o.town AS town, o.municipality AS municipality, o.region AS region, o.country AS country, o.latitude AS latitude,
  o.longitude AS longitude, o.position_quality AS position_quality, o.website AS website, o.email AS email,
  o.phone AS phone, o.topics AS topics, o.keywords AS keywords, o.target_groups AS target_groups,
  o.description AS description, o.valid_from AS valid_from, o.valid_to AS valid_to, o.source AS source,
  o.last_confirmed AS last_confirmed
"""
PARTS_OF: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (o:Organisation {id: id})-[r:TAKES_PART_IN]->(p:Project)
RETURN r {.*, organisation_id: o.id, project_id: p.id} AS record
"""
PARTICIPANTS_OF: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (o:Organisation)-[r:TAKES_PART_IN]->(p:Project {id: id})
RETURN r {.*, organisation_id: o.id, project_id: p.id} AS record
"""
CONTACTS_OF: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (o:Organisation {id: id})-[:HAS_CONTACT]->(c:ContactPoint)
RETURN c {.*, organisation_id: o.id} AS record ORDER BY c.role, c.key
"""
# -> as two columns: who, and whom it is joined to; is_project tells what the second is
NEIGHBOURS_OF_ORGANISATIONS: Final[LiteralString] = (
    "UNWIND $ids AS id MATCH (:Organisation {id: id})-[r:"
    + _ANY_RELATION
    + """|TAKES_PART_IN]-(n)
    WHERE CASE
      WHEN NOT n:Project THEN coalesce(r.status, '') <> 'planned' AND coalesce(r.valid_from, '') <= $today
      WHEN coalesce(n.status, '') IN $never_begun THEN false
      WHEN coalesce(n.starts_on, '') = '' THEN NOT coalesce(n.status, '') IN $prepared
      ELSE n.starts_on <= $today
    END
    WITH DISTINCT id, n
    WITH n:Project AS is_project, id, n.id AS other
    RETURN is_project, collect(id) AS ids, collect(other) AS others
    """
)
NEIGHBOURS_OF_PROJECTS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Project {id: id})<-[:TAKES_PART_IN]-(o:Organisation)
WITH DISTINCT id, o.id AS other
RETURN collect(id) AS ids, collect(other) AS others
"""
RELATIONS_BETWEEN: Final[LiteralString] = (
    "MATCH (a:Organisation {id: $one}) MATCH (b:Organisation {id: $other}) MATCH (a)-[r:"
    + _ANY_RELATION
    + """]-(b) WHERE coalesce(r.status, '') <> 'planned' AND coalesce(r.valid_from, '') <= $today
    RETURN r {.*, from_id: startNode(r).id, to_id: endNode(r).id} AS record ORDER BY r.key
    """
)
PARTICIPATIONS_BETWEEN: Final[LiteralString] = """
MATCH (o:Organisation {id: $organisation})
MATCH (p:Project {id: $project})
MATCH (o)-[r:TAKES_PART_IN]->(p)
RETURN r {.*, organisation_id: o.id, project_id: p.id} AS record ORDER BY r.key
"""
WITHIN: Final[LiteralString] = """
MATCH (o:Organisation) WHERE point.distance(o.position, point({latitude: $latitude, longitude: $longitude})) <= $outer
RETURN collect(o.id) AS ids, collect(o.latitude) AS latitudes, collect(o.longitude) AS longitudes
"""

# --- the whole graph -----------------------------------------------------------
# Columns as single lists: ten times faster into Python than row by row. collect() leaves out
# what is missing, hence the text 'none' for an unknown position.

ORGANISATION_COLUMNS: Final[LiteralString] = """
MATCH (o:Organisation)
RETURN collect(id(o)) AS number, collect(o.id) AS id, collect(o.name) AS name, collect(o.kind) AS kind,
  collect(coalesce(o.school_type, '')) AS school_type, collect(coalesce(o.town, '')) AS town,
  collect(coalesce(o.municipality, '')) AS municipality, collect(coalesce(o.region, '')) AS region,
  collect(coalesce(o.country, '')) AS country, collect(coalesce(o.topics, [])) AS topics,
  collect(coalesce(o.website, '')) AS website, collect(coalesce(o.email, '')) AS email,
  collect(coalesce(o.phone, '')) AS phone,
  collect(coalesce(o.last_confirmed, '')) AS last_confirmed,
  collect(coalesce(o.latitude, 'none')) AS latitude, collect(coalesce(o.longitude, 'none')) AS longitude,
  collect(coalesce(o.position_quality, '')) AS position_quality, collect(coalesce(o.valid_from, '')) AS valid_from,
  collect(coalesce(o.valid_to, '')) AS valid_to
"""
# The ends as the numbers that Neo4j keeps them by, good within one transaction: reading `id` of
# both ends of each edge would take longer than all the rest.
RELATION_COLUMNS: Final[LiteralString] = (
    "MATCH (a:Organisation)-[r:"
    + _ANY_RELATION
    + """]->(b)
    RETURN collect(r.key) AS key, collect(id(a)) AS from_id, collect(id(b)) AS to_id, collect(r.kind) AS kind,
      collect(coalesce(r.status, '')) AS status, collect(coalesce(r.topics, [])) AS topics,
      collect(coalesce(r.last_confirmed, '')) AS last_confirmed,
      collect(coalesce(r.valid_from, '')) AS valid_from, collect(coalesce(r.valid_to, '')) AS valid_to
    """
)
PROJECT_COLUMNS: Final[LiteralString] = """
MATCH (p:Project)
RETURN collect(id(p)) AS number, collect(p.id) AS id, collect(p.title) AS title, collect(coalesce(p.kind, '')) AS kind,
  collect(coalesce(p.topics, [])) AS topics, collect(coalesce(p.last_confirmed, '')) AS last_confirmed,
  collect(coalesce(p.status, '')) AS status,
  collect(coalesce(p.starts_on, '')) AS starts_on, collect(coalesce(p.ends_on, '')) AS ends_on
"""
PARTICIPATION_COLUMNS: Final[LiteralString] = """
MATCH (o:Organisation)-[r:TAKES_PART_IN]->(p)
RETURN collect(r.key) AS key, collect(id(p)) AS project_id, collect(id(o)) AS organisation_id,
  collect(r.role) AS role
"""
KEEP: Final[LiteralString] = "MERGE (k:Kept {name: $name}) SET k.value = $value"
KEEP_ONCE: Final[LiteralString] = "MERGE (k:Kept {name: $name}) ON CREATE SET k.value = $value RETURN k.value AS value"
KEPT: Final[LiteralString] = "MATCH (k:Kept {name: $name}) RETURN k.value AS value"
FIGURES: Final[LiteralString] = (
    "MATCH (o:Organisation) WHERE "
    + _IS_THERE
    + " WITH o.kind AS kind, count(*) AS number, sum(CASE WHEN EXISTS { (o)-[:"
    + _ANY_RELATION
    + "|TAKES_PART_IN]-() } THEN 0 ELSE 1 END) AS untied RETURN kind, number, untied ORDER BY kind"
)

# --- accounts -------------------------------------------------------------------

ACCOUNTS: Final[LiteralString] = "MATCH (a:Account) RETURN a {.*} AS account ORDER BY a.mail"
ACCOUNT: Final[LiteralString] = "MATCH (a:Account {mail: $mail}) RETURN a {.*} AS account"
# Whoever was faster has another stamp.
ADD_ACCOUNT: Final[LiteralString] = """
MERGE (a:Account {mail: $mail}) ON CREATE SET a = $properties RETURN a.stamp = $properties.stamp AS added
"""
LOCK_ACCOUNT: Final[LiteralString] = "MATCH (a:Account {mail: $mail}) SET a.mail = a.mail"
WRITE_ACCOUNT: Final[LiteralString] = "MATCH (a:Account {mail: $mail}) SET a = $properties"
ERASE_ACCOUNT: Final[LiteralString] = "MATCH (a:Account {mail: $mail}) DELETE a"

# --- papers ---------------------------------------------------------------------

PAPERS: Final[LiteralString] = "MATCH (p:Paper {sort: $sort}) RETURN p {.*} AS paper ORDER BY p.at DESC, p.id"
# Without a sort it is a mere lock.
PAPER: Final[LiteralString] = "MATCH (p:Paper {key: $key}) WHERE p.sort IS NOT NULL RETURN p {.*} AS paper"
# A node that was not there goes with the transaction that finds no use for it.
LOCK_PAPER: Final[LiteralString] = "MERGE (p:Paper {key: $key}) SET p.key = p.key"
WRITE_PAPER: Final[LiteralString] = "MATCH (p:Paper {key: $key}) SET p = $properties"
ERASE_PAPER: Final[LiteralString] = "MATCH (p:Paper {key: $key}) DELETE p"
