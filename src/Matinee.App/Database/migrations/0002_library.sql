-- DOUBLE PRECISION is REAL affinity in SQLite; REAL would be four bytes in PostgreSQL.
CREATE TABLE videos (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  -- Lower-cased title and description: neither LIKE folds case beyond ASCII on both databases.
  title_key TEXT NOT NULL,
  search_text TEXT NOT NULL,
  visibility TEXT NOT NULL,
  password_hash TEXT,
  state TEXT NOT NULL,
  progress DOUBLE PRECISION NOT NULL DEFAULT 0,
  encoded_seconds DOUBLE PRECISION NOT NULL DEFAULT 0,
  eta_seconds DOUBLE PRECISION,
  source_key TEXT,
  source_name TEXT,
  source_type TEXT,
  source_bytes BIGINT,
  source_sha256 TEXT,
  duration_seconds DOUBLE PRECISION,
  width INTEGER,
  height INTEGER,
  fps TEXT,
  renditions TEXT NOT NULL DEFAULT '[]',
  failure TEXT,
  plan_version INTEGER,
  thumbnail_key TEXT,
  views BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  published_at BIGINT,
  deleted_at BIGINT
);
CREATE INDEX videos_by_owner ON videos (owner_id, created_at);
CREATE INDEX videos_by_age ON videos (created_at, id);
CREATE INDEX videos_to_take_in ON videos (created_at) WHERE state = 'uploaded' AND deleted_at IS NULL;
CREATE INDEX videos_deleted ON videos (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE captions (
  id TEXT PRIMARY KEY,
  video_id TEXT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
  language TEXT NOT NULL,
  label TEXT NOT NULL,
  object_key TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  cues INTEGER NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX captions_by_video ON captions (video_id, language);

CREATE TABLE chapters (
  video_id TEXT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start_seconds DOUBLE PRECISION NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (video_id, number)
);

CREATE TABLE watch_positions (
  user_id TEXT NOT NULL,
  video_id TEXT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
  seconds DOUBLE PRECISION NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, video_id)
);
CREATE INDEX watch_positions_by_age ON watch_positions (user_id, updated_at);
CREATE INDEX watch_positions_by_video ON watch_positions (video_id);
