-- What administrators set while the program runs; it wins over the configuration.
CREATE TABLE site_settings (
    name             TEXT    NOT NULL PRIMARY KEY, -- limits, filters
    value            TEXT    NOT NULL, -- JSON
    version          BIGINT  NOT NULL
);

-- What people complain about.
CREATE TABLE reports (
    id               TEXT    NOT NULL PRIMARY KEY,
    room_id          TEXT    NOT NULL,
    message_id       TEXT,
    target_id        TEXT,             -- whom it is about
    target_name      TEXT,
    text             TEXT,             -- of the message, as it was then
    reason           TEXT    NOT NULL,
    by_id            TEXT    NOT NULL,
    by_name          TEXT    NOT NULL,
    state            TEXT    NOT NULL, -- open, resolved, dismissed
    decided_by       TEXT,
    created_at       BIGINT  NOT NULL,
    decided_at       BIGINT
);
CREATE INDEX reports_by_time ON reports (created_at, id);

-- What administrators of the site did.
CREATE TABLE audit_log (
    id               TEXT    NOT NULL PRIMARY KEY,
    by_id            TEXT    NOT NULL,
    by_name          TEXT    NOT NULL,
    action           TEXT    NOT NULL, -- the method and the route
    target           TEXT    NOT NULL, -- the path
    address          TEXT    NOT NULL,
    happened_at      BIGINT  NOT NULL
);
CREATE INDEX audit_log_by_time ON audit_log (happened_at, id);
