-- Leases: a second attempt beside the first, workers to stay away from, and what a coordinator has to remember of itself.

-- A second attempt of a straggler has a lease of its own in the same row. Epochs of both come from one sequence: the next
-- one is above lease_epoch and rival_epoch, and rival_epoch is never taken back.
ALTER TABLE tasks ADD COLUMN rival_owner TEXT;
ALTER TABLE tasks ADD COLUMN rival_epoch BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN rival_until BIGINT;
ALTER TABLE tasks ADD COLUMN rival_frames BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN rival_progress_at BIGINT;
ALTER TABLE tasks ADD COLUMN rival_leased_at BIGINT;
ALTER TABLE tasks ADD COLUMN leased_at BIGINT;                     -- when the lease began
ALTER TABLE tasks ADD COLUMN graced INTEGER NOT NULL DEFAULT 0;    -- 1: its lease was lengthened once while no coordinator ran

ALTER TABLE jobs ADD COLUMN leased_at BIGINT;                      -- when a task of it was last given out, to the second
ALTER TABLE jobs ADD COLUMN companion TEXT;                        -- the worker that has done its tasks
ALTER TABLE jobs ADD COLUMN deadline_at BIGINT;

-- A worker that failed a task: somebody else is tried first.
CREATE TABLE task_avoids (
    task_id          TEXT    NOT NULL,
    worker_id        TEXT    NOT NULL,
    counted          INTEGER NOT NULL, -- 1: held against the worker already
    created_at       BIGINT  NOT NULL,
    PRIMARY KEY (task_id, worker_id)
);

-- Failures in a row of a worker at tasks that others completed, and how often that has put it aside.
CREATE TABLE worker_strikes (
    worker_id        TEXT    NOT NULL PRIMARY KEY,
    strikes          INTEGER NOT NULL,
    quarantines      INTEGER NOT NULL,
    released_at      BIGINT,           -- when a quarantine ends by itself; null: none
    updated_at       BIGINT  NOT NULL
);

-- The last sign of life of each coordinator: leases that ran out while there was none are not the workers' fault.
CREATE TABLE coordinators (
    node_id          TEXT    NOT NULL PRIMARY KEY,
    seen_at          BIGINT  NOT NULL
);

-- The queue is read whole, by owner: the index holds all that its order needs.
DROP INDEX tasks_ready;
CREATE INDEX tasks_ready ON tasks (owner_id, priority, job_id, rank, id, lane, required_caps, not_before) WHERE state = 'ready';
CREATE INDEX tasks_leased ON tasks (lease_owner) WHERE state = 'running';
