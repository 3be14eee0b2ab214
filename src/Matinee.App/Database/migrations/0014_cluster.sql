-- The cluster whose nodes share this catalogue, where they run a consensus of their own. At most one row: a node that is
-- about to begin another cluster beside it stops instead.
CREATE TABLE cluster_identity (
    id               INTEGER NOT NULL PRIMARY KEY, -- always 1
    name             TEXT    NOT NULL,
    cluster          TEXT    NOT NULL, -- id in the consensus; empty until that has served for the first time
    founder          TEXT    NOT NULL, -- machine and data folder of the node that begins it
    peers            TEXT    NOT NULL, -- HOST:RAFT of its members, joined by commas
    changed_at       BIGINT  NOT NULL
);

-- The greatest token that has written as the leader: whoever comes with a lesser one leads no more.
CREATE TABLE fences (
    name             TEXT    NOT NULL PRIMARY KEY,
    token            BIGINT  NOT NULL
);
INSERT INTO fences (name, token) VALUES ('leader', 0);

-- Of the leader that holds the lease: one of a later term need not wait until it runs out.
ALTER TABLE scaling_lease ADD COLUMN term BIGINT NOT NULL DEFAULT 0;
