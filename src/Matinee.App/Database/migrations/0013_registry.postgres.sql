-- What the nodes of this catalogue agree on, every version of it for a while. One row of state, whose lock puts the commits
-- in their order.
CREATE TABLE registry_state (
    id               INTEGER NOT NULL PRIMARY KEY, -- always 1
    revision         BIGINT  NOT NULL, -- of the last commit
    compacted        BIGINT  NOT NULL  -- older revisions cannot be read any more
);
INSERT INTO registry_state (id, revision, compacted) VALUES (1, 1, 0);

CREATE TABLE registry_entries (
    key              TEXT    COLLATE "C" NOT NULL,
    revision         BIGINT  NOT NULL,
    created          BIGINT  NOT NULL,
    value            TEXT,             -- null: deleted by this revision
    lease            BIGINT  NOT NULL, -- 0: stays
    PRIMARY KEY (key, revision)
);
CREATE INDEX registry_entries_by_revision ON registry_entries (revision);
CREATE INDEX registry_entries_by_lease ON registry_entries (lease) WHERE lease <> 0;

CREATE TABLE registry_leases (
    id               BIGINT  NOT NULL PRIMARY KEY,
    lifetime         BIGINT  NOT NULL, -- ms
    ends_at          BIGINT  NOT NULL  -- by the database's clock
);
CREATE INDEX registry_leases_by_end ON registry_leases (ends_at);

-- Every commit and every kept lease rewrites a row.
ALTER TABLE registry_state SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 200);
ALTER TABLE registry_leases SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 200);
