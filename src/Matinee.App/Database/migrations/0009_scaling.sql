-- How many workers there shall be. A row of settings only once somebody has set them over the API; until then the options hold.
CREATE TABLE scaling_settings (
    id               INTEGER NOT NULL PRIMARY KEY, -- always 1
    enabled          INTEGER NOT NULL,
    executor         TEXT    NOT NULL,
    min_workers      INTEGER NOT NULL,
    max_workers      INTEGER NOT NULL,
    up_at            DOUBLE PRECISION NOT NULL,
    down_at          DOUBLE PRECISION NOT NULL,
    up_cooldown      BIGINT  NOT NULL, -- ms
    down_cooldown    BIGINT  NOT NULL, -- ms
    updated_at       BIGINT  NOT NULL
);

-- One node at a time decides. What it knows of the past and what it wants stands here, so that another can go on from it.
CREATE TABLE scaling_lease (
    id               INTEGER NOT NULL PRIMARY KEY, -- always 1
    holder           TEXT    NOT NULL, -- empty: nobody
    node             TEXT    NOT NULL,
    epoch            BIGINT  NOT NULL, -- grows with every hand-over; whoever has an older one changes nothing
    lease_until      BIGINT  NOT NULL,
    wanted           INTEGER NOT NULL,
    grew_at          BIGINT,
    shrank_at        BIGINT,
    low_since        BIGINT,
    started          INTEGER NOT NULL, -- as the holder last saw it, like the rest
    busy             INTEGER NOT NULL,
    waiting          INTEGER NOT NULL,
    slots            INTEGER NOT NULL,
    trouble          TEXT    NOT NULL
);
INSERT INTO scaling_lease (id, holder, node, epoch, lease_until, wanted, started, busy, waiting, slots, trouble)
VALUES (1, '', '', 0, 0, 0, 0, 0, 0, 0, '');

-- Every change of what is wanted, and why; the last hundred.
CREATE TABLE scaling_decisions (
    number           BIGINT  NOT NULL PRIMARY KEY,
    epoch            BIGINT  NOT NULL,
    node             TEXT    NOT NULL,
    from_workers     INTEGER NOT NULL,
    to_workers       INTEGER NOT NULL,
    utilisation      DOUBLE PRECISION NOT NULL,
    code             TEXT    NOT NULL,
    reason           TEXT    NOT NULL,
    decided_at       BIGINT  NOT NULL
);

-- Workers that are being drained in order to be stopped; a drained worker that is not in it stays.
CREATE TABLE scaling_leaving (
    name             TEXT    NOT NULL PRIMARY KEY,
    final            INTEGER NOT NULL, -- 1: removed by hand, never taken back
    since            BIGINT  NOT NULL
);
