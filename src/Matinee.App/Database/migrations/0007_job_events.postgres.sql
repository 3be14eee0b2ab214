-- What happened to jobs and workers, written by the transaction that made it so and kept for a day. Transactions commit in
-- any order: readers go by (txid, sequence) and stop before the oldest transaction that is still open.

CREATE TABLE job_events (
    sequence         BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    txid             BIGINT  NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    job_id           TEXT    NOT NULL, -- empty for what happens to workers
    owner_id         TEXT    NOT NULL, -- empty: for administrators alone
    name             TEXT    NOT NULL,
    data             TEXT    NOT NULL, -- JSON
    created_at       BIGINT  NOT NULL DEFAULT ((extract(epoch from clock_timestamp()) * 1000)::bigint)
);
CREATE INDEX job_events_order ON job_events (txid, sequence);
CREATE INDEX job_events_by_job ON job_events (job_id, txid, sequence);
CREATE INDEX job_events_by_age ON job_events (created_at);
