CREATE TABLE topic (
    id TEXT PRIMARY KEY, label_de TEXT NOT NULL, label_en TEXT, parent_id TEXT, synonyms_de TEXT
);
CREATE TABLE organisation_kind (
    id TEXT PRIMARY KEY, label_de TEXT NOT NULL, label_en TEXT, "group" TEXT, definition_de TEXT, example TEXT
);
CREATE TABLE organisation (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, aliases TEXT, further_kinds TEXT,
    school_type TEXT, recognised_75 INTEGER, street TEXT, postcode TEXT, town TEXT, municipality TEXT,
    region TEXT, country TEXT, latitude REAL, longitude REAL, position_quality TEXT, website TEXT,
    email TEXT, phone TEXT, topics TEXT, keywords TEXT, target_groups TEXT, description TEXT,
    valid_from TEXT, valid_to TEXT, source TEXT, last_confirmed TEXT,
    name_key TEXT NOT NULL, town_key TEXT NOT NULL
);
CREATE INDEX organisation_by_name ON organisation (name_key, id);
CREATE INDEX organisation_by_town ON organisation (town_key, name_key, id);
CREATE INDEX organisation_by_position ON organisation (latitude, longitude) WHERE latitude IS NOT NULL;
CREATE TABLE project (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT, status TEXT, topics TEXT, target_groups TEXT,
    starts_on TEXT, ends_on TEXT, amount_eur REAL, programme TEXT, description TEXT, source TEXT,
    last_confirmed TEXT, title_key TEXT NOT NULL, words TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX project_by_start ON project (starts_on DESC, title_key, id);
CREATE TABLE relation (
    key TEXT PRIMARY KEY, from_id TEXT NOT NULL, to_id TEXT NOT NULL, kind TEXT NOT NULL, status TEXT,
    occasion TEXT, topics TEXT, valid_from TEXT, valid_to TEXT, description TEXT, source TEXT,
    last_confirmed TEXT
) WITHOUT ROWID;
CREATE INDEX relation_from ON relation (from_id);
CREATE INDEX relation_to ON relation (to_id);
CREATE TABLE participation (
    key TEXT PRIMARY KEY, project_id TEXT NOT NULL, organisation_id TEXT NOT NULL, role TEXT NOT NULL, source TEXT
) WITHOUT ROWID;
CREATE INDEX participation_project ON participation (project_id);
CREATE INDEX participation_organisation ON participation (organisation_id);
CREATE TABLE contact (
    key TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, role TEXT NOT NULL, name TEXT, phone TEXT, email TEXT,
    visibility TEXT NOT NULL, source TEXT, last_confirmed TEXT
) WITHOUT ROWID;
CREATE INDEX contact_organisation ON contact (organisation_id);
-- what organisations are found by; derived, kept by the adapter
CREATE TABLE facet (
    facet TEXT NOT NULL, value TEXT NOT NULL, organisation INTEGER NOT NULL,
    PRIMARY KEY (facet, value, organisation)
) WITHOUT ROWID;
CREATE INDEX facet_of ON facet (organisation);
CREATE VIRTUAL TABLE organisation_words USING fts5 (
    words, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'", prefix = '2 3'
);
CREATE TABLE batch (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, author TEXT NOT NULL, summary TEXT NOT NULL,
    changes INTEGER NOT NULL, undoes TEXT NOT NULL
);
CREATE TABLE change (
    number INTEGER PRIMARY KEY, batch INTEGER NOT NULL REFERENCES batch (number), entity TEXT NOT NULL,
    key TEXT NOT NULL, before TEXT, after TEXT, file TEXT, row INTEGER
);
CREATE INDEX change_of ON change (entity, key);
CREATE INDEX change_in ON change (batch);
-- whose relations and participations were erased; what is not erased costs nothing here
CREATE INDEX change_erased_one ON change (entity, coalesce(before ->> 'from_id', before ->> 'organisation_id'))
    WHERE after IS NULL;
CREATE INDEX change_erased_other ON change (entity, coalesce(before ->> 'to_id', before ->> 'project_id'))
    WHERE after IS NULL;
