using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Transcoding.Boards;

/// <summary>Something that happened to the queue, read back from the row that it left.</summary>
public sealed class RecentEvent
{
    public long At { get; set; }

    /// <summary>lost, failed, released, job-completed, job-failed, job-cancelled or joined.</summary>
    public string What { get; set; } = "";

    public string? Worker { get; set; }

    public string? Kind { get; set; }

    public int Index { get; set; }

    public string? JobId { get; set; }

    public string? Title { get; set; }

    public string? Detail { get; set; }
}

/// <summary>What happened lately, for people: ends of jobs, comings of workers, attempts that came to nothing.</summary>
public sealed class RecentEvents(ICatalogueDatabase database)
{
    private const int Most = 200;

    private readonly string _now = database.Dialect.Now;

    /// <returns>The latest first.</returns>
    public Task<IReadOnlyList<RecentEvent>> ReadAsync(TimeSpan within, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RecentEvent>>(async connection =>
        {
            var since = new { age = (long)within.TotalMilliseconds };
            var attempts = await connection.QueryAsync<RecentEvent>(new CommandDefinition($"""
                SELECT a.finished_at AS At, a.outcome AS What, COALESCE(w.name, a.worker_id) AS Worker, t.kind AS Kind, t.idx AS "Index",
                  t.job_id AS JobId, v.title AS Title, a.failure_code AS Detail
                FROM task_attempts a JOIN tasks t ON t.id = a.task_id LEFT JOIN workers w ON w.id = a.worker_id LEFT JOIN videos v ON v.id = t.video_id
                WHERE a.finished_at > {_now} - @age AND a.outcome IN ('lost', 'failed', 'released') ORDER BY a.finished_at DESC LIMIT {Most}
                """, since, cancellationToken: cancellationToken));
            var jobs = await connection.QueryAsync<RecentEvent>(new CommandDefinition($"""
                SELECT j.finished_at AS At, CASE j.state WHEN 'completed' THEN 'job-completed' WHEN 'cancelled' THEN 'job-cancelled' ELSE 'job-failed' END AS What,
                  j.id AS JobId, v.title AS Title, j.failure_title AS Detail
                FROM jobs j LEFT JOIN videos v ON v.id = j.video_id
                WHERE j.finished_at > {_now} - @age ORDER BY j.finished_at DESC LIMIT {Most}
                """, since, cancellationToken: cancellationToken));
            var workers = await connection.QueryAsync<RecentEvent>(new CommandDefinition($"""
                SELECT registered_at AS At, 'joined' AS What, name AS Worker FROM workers
                WHERE registered_at > {_now} - @age ORDER BY registered_at DESC LIMIT {Most}
                """, since, cancellationToken: cancellationToken));
            return [.. attempts.Concat(jobs).Concat(workers).OrderByDescending(each => each.At).Take(Most)];
        }, cancellationToken);
}
