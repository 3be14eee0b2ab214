-- What was pushed to streams; what a stream is stands in the registry. Times of day are Unix ms unless a name says us (microseconds).

-- One row a stream: whoever takes in a segment changes it first, so the segments of a stream come one after the other.
CREATE TABLE stream_heads (
    stream_id        TEXT    NOT NULL PRIMARY KEY,
    epoch            INTEGER NOT NULL, -- the start that segments are taken for; older ones are refused
    ended_epoch      INTEGER NOT NULL, -- the last start that is over; playlists end while it is the head's
    epoch_base       BIGINT  NOT NULL, -- number in playlists of the first segment of this epoch
    number_offset    BIGINT  NOT NULL, -- from a publisher's sequence_num to the number in playlists
    last_at          BIGINT  NOT NULL
);

CREATE TABLE stream_tracks (
    stream_id        TEXT    NOT NULL,
    variant          TEXT    NOT NULL,
    format           TEXT    NOT NULL, -- fmp4, ts
    first_msn        BIGINT  NOT NULL, -- older ones are in no playlist any more
    next_msn         BIGINT  NOT NULL, -- all before it are published
    epoch            INTEGER NOT NULL, -- of the last published one
    discontinuities  BIGINT  NOT NULL, -- up to the last published one
    init_number      INTEGER NOT NULL, -- of the newest init segment; 0: none
    last_init        INTEGER NOT NULL, -- of the last published segment
    ends_us          BIGINT  NOT NULL, -- media time at the end of the last published one
    open_gap_us      BIGINT  NOT NULL, -- of the gaps that stand at the end
    program_us       BIGINT  NOT NULL, -- time of day at the end of the last published one
    codecs           TEXT    NOT NULL, -- empty: not known
    width            INTEGER NOT NULL,
    height           INTEGER NOT NULL,
    segments         BIGINT  NOT NULL,
    gaps             BIGINT  NOT NULL,
    bytes            BIGINT  NOT NULL,
    duration_us      BIGINT  NOT NULL, -- of all of them
    peak_bps         BIGINT  NOT NULL, -- of the heaviest one
    delay_ms         BIGINT  NOT NULL, -- of the last one: from its arrival to its place in the playlist
    last_at          BIGINT  NOT NULL,
    PRIMARY KEY (stream_id, variant)
);

CREATE TABLE stream_inits (
    stream_id        TEXT    NOT NULL,
    variant          TEXT    NOT NULL,
    number           INTEGER NOT NULL,
    object_key       TEXT    NOT NULL,
    bytes            BIGINT  NOT NULL,
    sha256           TEXT    NOT NULL,
    PRIMARY KEY (stream_id, variant, number)
);

CREATE TABLE stream_segments (
    stream_id        TEXT    NOT NULL,
    variant          TEXT    NOT NULL,
    msn              BIGINT  NOT NULL,
    epoch            INTEGER NOT NULL,
    init_number      INTEGER NOT NULL, -- 0: needs none
    object_key       TEXT,             -- null: a gap
    bytes            BIGINT  NOT NULL,
    sha256           TEXT    NOT NULL,
    duration_us      BIGINT  NOT NULL,
    starts_us        BIGINT  NOT NULL, -- media time
    program_us       BIGINT,           -- time of day; null until it is published, unless its publisher said it
    discontinuity    INTEGER NOT NULL,
    discontinuities  BIGINT  NOT NULL, -- up to and with this one
    arrived_at       BIGINT  NOT NULL,
    removed_at       BIGINT,           -- in no playlist any more; its object goes after the grace
    PRIMARY KEY (stream_id, variant, msn)
);
CREATE INDEX stream_segments_removed ON stream_segments (removed_at) WHERE removed_at IS NOT NULL;
CREATE UNIQUE INDEX stream_segments_by_object ON stream_segments (object_key) WHERE object_key IS NOT NULL;

-- What each node has served of a stream. Viewers are those of now, the rest is counted up.
CREATE TABLE stream_audience (
    stream_id        TEXT    NOT NULL,
    node             TEXT    NOT NULL,
    viewers          INTEGER NOT NULL,
    segments         BIGINT  NOT NULL,
    bytes            BIGINT  NOT NULL,
    at               BIGINT  NOT NULL,
    PRIMARY KEY (stream_id, node)
);

-- The token of the leader that wrote last: one that lost the lead without knowing has a smaller one, and writes nothing.
CREATE TABLE stream_fence (
    id               INTEGER NOT NULL PRIMARY KEY, -- always 1
    token            BIGINT  NOT NULL
);
INSERT INTO stream_fence (id, token) VALUES (1, 0);
