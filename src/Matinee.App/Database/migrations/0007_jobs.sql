-- Jobs that people order: a ladder of a video with wishes of its own, or one file of anything.

ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'ladder';   -- ladder, file
ALTER TABLE jobs ADD COLUMN params TEXT NOT NULL DEFAULT '{}';     -- JSON: what the caller wished for
ALTER TABLE jobs ADD COLUMN affinity TEXT NOT NULL DEFAULT 'none'; -- none, sameWorker
ALTER TABLE jobs ADD COLUMN input TEXT NOT NULL DEFAULT '';        -- as ordered: a video, or the key of an object
ALTER TABLE jobs ADD COLUMN output_name TEXT;                      -- as the caller shall be given it
ALTER TABLE jobs ADD COLUMN output_key TEXT;
ALTER TABLE jobs ADD COLUMN output_bytes BIGINT;
ALTER TABLE jobs ADD COLUMN output_sha256 TEXT;
ALTER TABLE jobs ADD COLUMN output_expires_at BIGINT;

-- One unfinished ladder a video; files are no version of it.
DROP INDEX jobs_one_unfinished;
CREATE UNIQUE INDEX jobs_one_unfinished ON jobs (video_id) WHERE finished_at IS NULL AND kind = 'ladder';
CREATE INDEX jobs_outputs ON jobs (output_expires_at) WHERE output_key IS NOT NULL;
CREATE INDEX task_attempts_by_worker ON task_attempts (worker_id, started_at);

-- Which workers were last said to be there, so that each coming and going is told once, by whichever node sees it first.
CREATE TABLE worker_presence (
    worker_id        TEXT    NOT NULL PRIMARY KEY,
    incarnation      BIGINT  NOT NULL,
    present          INTEGER NOT NULL
);
