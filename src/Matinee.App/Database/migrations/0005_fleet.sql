-- Workers on other machines: what each can do, what it is told, and what lets it in. Keys and tokens stand here as hashes.

ALTER TABLE workers ADD COLUMN address TEXT NOT NULL DEFAULT '';        -- where it registered from; the node it is part of is node:NAME
ALTER TABLE workers ADD COLUMN ffmpeg_version TEXT NOT NULL DEFAULT '';
ALTER TABLE workers ADD COLUMN filters TEXT NOT NULL DEFAULT '';        -- comma separated
ALTER TABLE workers ADD COLUMN cores INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workers ADD COLUMN memory_bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE workers ADD COLUMN speed DOUBLE PRECISION NOT NULL DEFAULT 0; -- frames a second of its fastest encoder
ALTER TABLE workers ADD COLUMN state TEXT NOT NULL DEFAULT 'active';    -- active, draining, quarantined, removed
ALTER TABLE workers ADD COLUMN state_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE workers ADD COLUMN state_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE workers ADD COLUMN order_mode TEXT NOT NULL DEFAULT '';     -- '', drain, graceful, immediate: how it shall end
ALTER TABLE workers ADD COLUMN key_hash TEXT;                           -- null for the worker inside a node
UPDATE workers SET state = 'draining' WHERE draining = 1;
ALTER TABLE workers DROP COLUMN draining;
ALTER TABLE workers DROP COLUMN codecs;
ALTER TABLE workers DROP COLUMN encoder_key;
CREATE UNIQUE INDEX workers_by_key ON workers (key_hash) WHERE key_hash IS NOT NULL;
CREATE INDEX workers_by_heartbeat ON workers (last_heartbeat);

-- What a worker has shown that it can encode. A task's required_caps names one of these, or is empty.
CREATE TABLE worker_encoders (
    worker_id         TEXT    NOT NULL,
    encoder_key       TEXT    NOT NULL, -- ENCODER/FFMPEGVERSION
    codec             TEXT    NOT NULL,
    frames_per_second DOUBLE PRECISION NOT NULL,
    hardware          INTEGER NOT NULL,
    PRIMARY KEY (worker_id, encoder_key)
);

-- Enrolment: any number of workers until it expires.
CREATE TABLE worker_tokens (
    hash              TEXT    NOT NULL PRIMARY KEY,
    created_by        TEXT    NOT NULL,
    created_at        BIGINT  NOT NULL,
    expires_at        BIGINT  NOT NULL
);
CREATE INDEX worker_tokens_by_expiry ON worker_tokens (expires_at);
