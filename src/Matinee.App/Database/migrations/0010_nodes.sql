-- The processes that serve this catalogue. A row that was not touched for half a minute is of one that died.
CREATE TABLE nodes (
    id               TEXT    NOT NULL PRIMARY KEY, -- its name
    home             TEXT    NOT NULL,             -- machine and data folder: the same node when it starts again
    secret           TEXT    NOT NULL,             -- fingerprint
    started_at       BIGINT  NOT NULL,
    seen_at          BIGINT  NOT NULL
);
