using System.Globalization;
using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Transcoding.Boards;

/// <summary>
/// One short text that differs when anything on the administrators' pages would. It is read from rows, so that a change
/// made through another node is seen too.
/// </summary>
public sealed class BoardPulse(ICatalogueDatabase database)
{
    // Heartbeats alone change what a page says about silence; often enough for a person.
    private const int QuietMs = 10_000;

    public Task<string> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await connection.QuerySingleAsync<Reading>(new CommandDefinition($"""
            SELECT {database.Dialect.Now} / {QuietMs} AS Period,
              (SELECT COUNT(*) FROM tasks WHERE state = 'ready') AS Ready,
              (SELECT COUNT(*) FROM tasks WHERE state = 'running') AS Running,
              (SELECT CAST(COALESCE(SUM(progress_frames + lease_epoch + rival_frames + rival_epoch), 0) AS BIGINT) FROM tasks WHERE state = 'running') AS Progress,
              (SELECT MAX(finished_at) FROM task_attempts) AS LastAttempt,
              (SELECT MAX(finished_at) FROM jobs) AS LastJob,
              (SELECT MAX(id) FROM jobs) AS NewestJob,
              (SELECT CAST(COALESCE(SUM(priority + plan_version), 0) AS BIGINT) FROM jobs WHERE finished_at IS NULL) AS Unfinished,
              (SELECT CAST(COALESCE(SUM(incarnation + state_at + LENGTH(order_mode)), 0) AS BIGINT) FROM workers) AS Joined
            """, cancellationToken: cancellationToken))).ToString(), cancellationToken);

    private sealed class Reading
    {
        public long Period { get; set; }

        public long Ready { get; set; }

        public long Running { get; set; }

        public long Progress { get; set; }

        public long? LastAttempt { get; set; }

        public long? LastJob { get; set; }

        public string? NewestJob { get; set; }

        public long Unfinished { get; set; }

        public long Joined { get; set; }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Period}-{Ready}-{Running}-{Progress}-{LastAttempt}-{LastJob}-{NewestJob}-{Unfinished}-{Joined}");
    }
}
