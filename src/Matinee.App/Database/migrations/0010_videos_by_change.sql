-- What another process wrote lately.
CREATE INDEX videos_by_change ON videos (updated_at);
