CREATE TABLE users (
    id                   TEXT PRIMARY KEY,
    email                TEXT NOT NULL,
    email_key            TEXT NOT NULL UNIQUE,      -- normalised; what sign-in looks for
    name                 TEXT NOT NULL,
    role                 TEXT NOT NULL,             -- member, admin
    state                TEXT NOT NULL,             -- active, disabled, deleted
    password_hash        TEXT NOT NULL,
    must_change_password INTEGER NOT NULL,
    quota_bytes          BIGINT,                    -- null: the site's default
    created_at           BIGINT NOT NULL,
    updated_at           BIGINT NOT NULL,
    last_signed_in_at    BIGINT
);

CREATE INDEX users_by_age ON users (created_at, id);

-- A sign-in: a page's cookie, or a family of refresh tokens.
CREATE TABLE sessions (
    id             TEXT PRIMARY KEY,
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind           TEXT NOT NULL,                   -- page, api
    client         TEXT NOT NULL,                   -- what the client calls itself
    created_at     BIGINT NOT NULL,
    last_used_at   BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    revoked_at     BIGINT,
    revoked_reason TEXT
);

CREATE INDEX sessions_by_user ON sessions (user_id, created_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    hash       TEXT PRIMARY KEY,                    -- SHA-256; the token itself is not kept
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT,
    used_by    TEXT                                 -- hash of address and client, for the grace of concurrent refreshes
);

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

CREATE TABLE api_keys (
    id           TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    prefix       TEXT NOT NULL,                     -- shown, so that its owner recognises it
    hash         TEXT NOT NULL UNIQUE,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    expires_at   BIGINT
);

CREATE INDEX api_keys_by_user ON api_keys (user_id, created_at);

CREATE TABLE invites (
    id         TEXT PRIMARY KEY,
    hash       TEXT NOT NULL UNIQUE,
    role       TEXT NOT NULL,
    email      TEXT,                                -- only this address may use it, when set
    note       TEXT NOT NULL,
    uses_left  INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Subjects without a session (guests) whose tokens ended early; kept until the tokens would have expired.
CREATE TABLE revocations (
    subject    TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

CREATE TABLE data_protection_keys (
    name       TEXT PRIMARY KEY,
    xml        TEXT NOT NULL,                       -- encrypted with a key of the cluster secret
    created_at BIGINT NOT NULL
);

CREATE TABLE idempotency_keys (
    hash         TEXT PRIMARY KEY,                  -- of caller, method, path and key
    request_hash TEXT NOT NULL,
    answer       TEXT,                              -- encrypted; null while the first request still runs
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);
