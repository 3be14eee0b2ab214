-- Encoding work. A job makes one plan (version) of one video; its tasks are leased under an epoch; segments and
-- plan_objects are what was published. Times are Unix milliseconds of the database's clock.

CREATE TABLE jobs (
    id               TEXT    NOT NULL PRIMARY KEY,
    video_id         TEXT    NOT NULL,
    owner_id         TEXT    NOT NULL,
    state            TEXT    NOT NULL, -- pending, queued, running, retrying, completed, failed, cancelled
    priority         INTEGER NOT NULL,
    plan_version     INTEGER NOT NULL,
    source_key       TEXT    NOT NULL,
    source_bytes     BIGINT  NOT NULL,
    failure_code     TEXT,
    failure_title    TEXT,
    failure_detail   TEXT,
    stats            TEXT,             -- JSON, once finished
    created_at       BIGINT  NOT NULL,
    started_at       BIGINT,
    playable_at      BIGINT,
    finished_at      BIGINT
);
-- One unfinished job a video: the database, not the caller, refuses the second.
CREATE UNIQUE INDEX jobs_one_unfinished ON jobs (video_id) WHERE finished_at IS NULL;
CREATE INDEX jobs_by_owner ON jobs (owner_id, id);
CREATE INDEX jobs_unfinished ON jobs (id) WHERE finished_at IS NULL;

CREATE TABLE plans (
    video_id         TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    job_id           TEXT    NOT NULL,
    state            TEXT    NOT NULL, -- building, complete, failed, retired
    playing          INTEGER NOT NULL, -- 1 for the one version that viewers are given
    settled          INTEGER NOT NULL, -- 0 while the packet scan may still extend the chunk table; then the JSON never changes
    revision         BIGINT  NOT NULL, -- grows with every commit that viewers can see
    plan             TEXT    NOT NULL,
    probe            TEXT    NOT NULL,
    created_at       BIGINT  NOT NULL,
    completed_at     BIGINT,
    retired_at       BIGINT,
    PRIMARY KEY (video_id, version)
);
CREATE UNIQUE INDEX plans_playing ON plans (video_id) WHERE playing = 1;
CREATE INDEX plans_retired ON plans (retired_at) WHERE retired_at IS NOT NULL;

CREATE TABLE tasks (
    id               TEXT    NOT NULL PRIMARY KEY,
    job_id           TEXT    NOT NULL,
    video_id         TEXT    NOT NULL,
    owner_id         TEXT    NOT NULL,
    plan_version     INTEGER NOT NULL,
    kind             TEXT    NOT NULL, -- probe, scan, video_chunk, audio, storyboard, poster, subtitle, finalize
    idx              INTEGER NOT NULL,
    lane             TEXT    NOT NULL, -- light, first, bulk, coordinator
    state            TEXT    NOT NULL, -- waiting, ready, running, completed, failed, cancelled
    priority         INTEGER NOT NULL, -- the job's, with the boost of the kind
    rank             INTEGER NOT NULL, -- order inside one job and priority
    depends_on       INTEGER NOT NULL, -- tasks of the job that must complete first
    attempt          INTEGER NOT NULL,
    lease_owner      TEXT,
    lease_epoch      BIGINT  NOT NULL,
    lease_until      BIGINT,
    not_before       BIGINT  NOT NULL,
    progress_frames  BIGINT  NOT NULL,
    total_frames     BIGINT  NOT NULL, -- 0 where the work is not counted in frames
    last_progress_at BIGINT,
    fail_count       INTEGER NOT NULL,
    lost_count       INTEGER NOT NULL,
    required_caps    TEXT    NOT NULL, -- the encoder key, or empty
    cost_est         REAL    NOT NULL, -- CPU seconds
    failure_code     TEXT,
    failure_detail   TEXT,
    result           TEXT,             -- JSON
    created_at       BIGINT  NOT NULL,
    started_at       BIGINT,
    finished_at      BIGINT,
    UNIQUE (job_id, kind, idx)
);
CREATE INDEX tasks_ready ON tasks (priority DESC, rank) WHERE state = 'ready';
CREATE INDEX tasks_running ON tasks (owner_id, lease_until) WHERE state = 'running';

CREATE TABLE task_attempts (
    task_id          TEXT    NOT NULL,
    epoch            BIGINT  NOT NULL,
    attempt          INTEGER NOT NULL,
    worker_id        TEXT    NOT NULL,
    outcome          TEXT    NOT NULL, -- running, completed, failed, lost, released, cancelled
    failure_code     TEXT,
    failure_detail   TEXT,
    cpu_seconds      REAL,
    bytes_out        BIGINT,
    started_at       BIGINT  NOT NULL,
    finished_at      BIGINT,
    PRIMARY KEY (task_id, epoch)
);

-- The last time each owner was given a worker: who waited longest goes first.
CREATE TABLE owner_turns (
    owner_id         TEXT    NOT NULL PRIMARY KEY,
    leased_at        BIGINT  NOT NULL
);

CREATE TABLE segments (
    video_id         TEXT    NOT NULL,
    plan_version     INTEGER NOT NULL,
    rendition        TEXT    NOT NULL,
    number           BIGINT  NOT NULL,
    object_key       TEXT    NOT NULL,
    bytes            BIGINT  NOT NULL,
    duration_ticks   BIGINT  NOT NULL,
    keyframe_offset  BIGINT  NOT NULL,
    keyframe_bytes   BIGINT  NOT NULL,
    sha256           TEXT    NOT NULL,
    task_id          TEXT    NOT NULL,
    PRIMARY KEY (video_id, plan_version, rendition, number)
);

-- Everything published once a plan: init segments, subtitles, poster, storyboard sheets.
CREATE TABLE plan_objects (
    video_id         TEXT    NOT NULL,
    plan_version     INTEGER NOT NULL,
    kind             TEXT    NOT NULL, -- init, subtitle, poster, storyboard
    name             TEXT    NOT NULL, -- the rendition, or the number of the sheet
    object_key       TEXT    NOT NULL,
    bytes            BIGINT  NOT NULL,
    sha256           TEXT    NOT NULL,
    timescale        INTEGER NOT NULL,
    codecs           TEXT    NOT NULL,
    width            INTEGER NOT NULL,
    height           INTEGER NOT NULL,
    PRIMARY KEY (video_id, plan_version, kind, name)
);

CREATE TABLE workers (
    id               TEXT    NOT NULL PRIMARY KEY,
    name             TEXT    NOT NULL UNIQUE,
    incarnation      BIGINT  NOT NULL,
    slots            INTEGER NOT NULL,
    codecs           TEXT    NOT NULL, -- comma separated
    encoder_key      TEXT    NOT NULL,
    draining         INTEGER NOT NULL,
    registered_at    BIGINT  NOT NULL,
    last_heartbeat   BIGINT  NOT NULL
);
