CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  video_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  -- NULL: not told yet; the end of the PUT, or a later Upload-Length, settles it.
  declared_bytes BIGINT,
  max_bytes BIGINT NOT NULL,
  declared_sha256 TEXT,
  metadata TEXT NOT NULL,
  -- Durable in the incoming file. What lies behind it is a torn tail.
  received_bytes BIGINT NOT NULL DEFAULT 0,
  -- receiving, completing, completed, failed, expired, cancelled
  state TEXT NOT NULL,
  sha256 TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX uploads_by_state ON uploads (state, expires_at);
CREATE INDEX uploads_by_owner ON uploads (owner_id, state);

-- A row overrides the defaults of the options; 0 is without bound.
CREATE TABLE upload_quotas (
  user_id TEXT PRIMARY KEY,
  max_bytes BIGINT NOT NULL,
  max_videos BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
