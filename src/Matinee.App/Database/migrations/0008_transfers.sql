-- Who holds the bytes of an upload: its node's incoming file, or, when direct = 1, the sender puts them into the store itself.
ALTER TABLE uploads ADD COLUMN node_id TEXT NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN direct INTEGER NOT NULL DEFAULT 0;
-- The store's name of an upload in parts, and the size of all parts but the last.
ALTER TABLE uploads ADD COLUMN multipart_id TEXT;
ALTER TABLE uploads ADD COLUMN part_bytes BIGINT NOT NULL DEFAULT 0;
-- When some node next asks the store whether it is there.
ALTER TABLE uploads ADD COLUMN look_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX uploads_to_look_at ON uploads (direct, state, look_at);
CREATE INDEX uploads_by_video ON uploads (video_id);

CREATE TABLE upload_parts (
  upload_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  etag TEXT NOT NULL,
  PRIMARY KEY (upload_id, number)
);
