-- What the administrators' pages look rows up by. Nothing but indices.

CREATE INDEX jobs_by_state ON jobs (state, id);
CREATE INDEX jobs_by_end ON jobs (finished_at, state);
CREATE INDEX jobs_by_start ON jobs (started_at);
CREATE INDEX jobs_by_age ON jobs (created_at);
-- The order in which the queue is shown: what runs, what waits, what is over; see JobBoard.QueueOrder.
CREATE INDEX jobs_in_order ON jobs (
    (CASE state WHEN 'running' THEN 3000 + priority WHEN 'retrying' THEN 2000 + priority WHEN 'queued' THEN 1000 + priority WHEN 'pending' THEN 1000 + priority ELSE 0 END) DESC,
    id DESC);
CREATE INDEX tasks_by_age ON tasks (created_at, started_at);
CREATE INDEX task_attempts_by_start ON task_attempts (started_at, finished_at, worker_id);
CREATE INDEX task_attempts_by_end ON task_attempts (finished_at, worker_id, outcome);
CREATE INDEX task_attempts_running ON task_attempts (worker_id) WHERE outcome = 'running';
