-- Rooms: where people watch together. Times are Unix ms; a room's own times (at) are cluster time in ms with fractions.
CREATE TABLE rooms (
    id               TEXT    NOT NULL PRIMARY KEY,
    owner_id         TEXT    NOT NULL,
    name             TEXT    NOT NULL,
    name_key         TEXT    NOT NULL, -- folded, for search
    mode             TEXT    NOT NULL, -- host, everyone, vote
    door             TEXT    NOT NULL, -- open, approval, invite
    waiting          TEXT    NOT NULL, -- briefly, everyone, never
    slow_seconds     INTEGER NOT NULL,
    locked           INTEGER NOT NULL,
    password_hash    TEXT,
    created_at       BIGINT  NOT NULL,
    updated_at       BIGINT  NOT NULL,
    active_at        BIGINT  NOT NULL,
    closed_at        BIGINT
);
CREATE INDEX rooms_by_owner ON rooms (owner_id, created_at) WHERE closed_at IS NULL;
CREATE INDEX rooms_by_activity ON rooms (active_at) WHERE closed_at IS NULL;

-- Where the log has brought a room: what a node begins from that comes to it anew.
CREATE TABLE room_states (
    room_id          TEXT    NOT NULL PRIMARY KEY,
    epoch            TEXT    NOT NULL,
    log_offset       BIGINT  NOT NULL,
    version          BIGINT  NOT NULL, -- of the slot beside the log
    state            TEXT    NOT NULL, -- JSON
    written_at       BIGINT  NOT NULL
);

CREATE TABLE room_members (
    room_id          TEXT    NOT NULL,
    user_id          TEXT    NOT NULL,
    name             TEXT    NOT NULL,
    role             TEXT    NOT NULL, -- guest, member, admin, owner
    state            TEXT    NOT NULL, -- waiting, joined, removed
    grant_id         TEXT    NOT NULL, -- the playback addresses of this membership carry it
    granted          TEXT    NOT NULL, -- permissions beside the role, separated by spaces
    removed          TEXT    NOT NULL, -- permissions taken away; they win
    muted_until      BIGINT,           -- NULL: not muted
    joined_at        BIGINT  NOT NULL,
    seen_at          BIGINT  NOT NULL,
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX room_members_by_user ON room_members (user_id, seen_at);

CREATE TABLE room_bans (
    room_id          TEXT    NOT NULL,
    user_id          TEXT    NOT NULL,
    name             TEXT    NOT NULL,
    reason           TEXT    NOT NULL,
    by_id            TEXT    NOT NULL,
    created_at       BIGINT  NOT NULL,
    expires_at       BIGINT,           -- NULL: for good
    PRIMARY KEY (room_id, user_id)
);

CREATE TABLE room_invites (
    id               TEXT    NOT NULL PRIMARY KEY,
    room_id          TEXT    NOT NULL,
    hash             TEXT    NOT NULL UNIQUE,
    role             TEXT    NOT NULL, -- member or admin
    uses_left        INTEGER NOT NULL,
    created_by       TEXT    NOT NULL,
    created_at       BIGINT  NOT NULL,
    expires_at       BIGINT  NOT NULL
);
CREATE INDEX room_invites_by_room ON room_invites (room_id, created_at);

-- Every node that hears a message writes it; the first one does, the others change nothing. A later form of it replaces an earlier one.
CREATE TABLE room_messages (
    id               TEXT    NOT NULL PRIMARY KEY, -- the ULID of the command that sent it
    room_id          TEXT    NOT NULL,
    user_id          TEXT    NOT NULL,
    user_name        TEXT    NOT NULL,
    text             TEXT    NOT NULL,
    text_key         TEXT    NOT NULL, -- folded, for search
    sent_at          DOUBLE PRECISION NOT NULL,
    changed_at       DOUBLE PRECISION NOT NULL,
    reply_to         TEXT,
    thread           TEXT,
    edited_at        DOUBLE PRECISION,
    deleted          INTEGER NOT NULL,
    pinned           INTEGER NOT NULL,
    flagged          INTEGER NOT NULL,
    reactions        TEXT    NOT NULL  -- JSON: user ids by emote
);
CREATE INDEX room_messages_by_time ON room_messages (room_id, sent_at, id);
CREATE INDEX room_messages_by_age ON room_messages (sent_at);

CREATE TABLE room_marks (
    room_id          TEXT    NOT NULL,
    user_id          TEXT    NOT NULL,
    message_id       TEXT    NOT NULL,
    sent_at          DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (room_id, user_id)
);

CREATE TABLE direct_messages (
    id               TEXT    NOT NULL PRIMARY KEY,
    pair             TEXT    NOT NULL, -- both ids in order
    from_id          TEXT    NOT NULL,
    from_name        TEXT    NOT NULL,
    to_id            TEXT    NOT NULL,
    text             TEXT    NOT NULL,
    sent_at          DOUBLE PRECISION NOT NULL
);
CREATE INDEX direct_messages_by_pair ON direct_messages (pair, sent_at, id);
CREATE INDEX direct_messages_by_age ON direct_messages (sent_at);

-- Who did what to whom.
CREATE TABLE room_log (
    id               TEXT    NOT NULL PRIMARY KEY,
    room_id          TEXT    NOT NULL,
    by_id            TEXT,
    by_name          TEXT,
    action           TEXT    NOT NULL,
    target_id        TEXT,
    target_name      TEXT,
    detail           TEXT    NOT NULL,
    happened_at      BIGINT  NOT NULL
);
CREATE INDEX room_log_by_room ON room_log (room_id, happened_at, id);

-- Playback addresses that were given to somebody who is no member any more.
CREATE TABLE revoked_grants (
    grant_id         TEXT    NOT NULL PRIMARY KEY,
    revoked_at       BIGINT  NOT NULL,
    expires_at       BIGINT  NOT NULL
);
CREATE INDEX revoked_grants_by_time ON revoked_grants (revoked_at);
