-- REAL is eight bytes in SQLite and four here.
ALTER TABLE tasks ALTER COLUMN cost_est TYPE DOUBLE PRECISION;
ALTER TABLE task_attempts ALTER COLUMN cpu_seconds TYPE DOUBLE PRECISION;

-- Every heartbeat rewrites a row: dead ones are to be swept before they outnumber the living.
ALTER TABLE tasks SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 200);
ALTER TABLE workers SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 200);

-- Search looks for parts of words. Without the extension (it comes with the server's contrib package) it reads all rows.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX videos_by_text ON videos USING gin (search_text gin_trgm_ops) WHERE deleted_at IS NULL;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'pg_trgm is not available';
END
$$;
