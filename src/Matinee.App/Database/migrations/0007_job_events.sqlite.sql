-- What happened to jobs and workers, written by the transaction that made it so and kept for a day. One writer at a time:
-- the sequence is the order of the commits, and the transaction is always 0.

CREATE TABLE job_events (
    sequence         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    txid             BIGINT  NOT NULL DEFAULT 0,
    job_id           TEXT    NOT NULL, -- empty for what happens to workers
    owner_id         TEXT    NOT NULL, -- empty: for administrators alone
    name             TEXT    NOT NULL,
    data             TEXT    NOT NULL, -- JSON
    created_at       BIGINT  NOT NULL DEFAULT (CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER))
);
CREATE INDEX job_events_order ON job_events (txid, sequence);
CREATE INDEX job_events_by_job ON job_events (job_id, txid, sequence);
CREATE INDEX job_events_by_age ON job_events (created_at);
