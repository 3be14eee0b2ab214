using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Transcoding.Events;

/// <summary>Reads <c>job_events</c> in an order in which nothing can still appear behind a reader.</summary>
internal sealed class JobEventStore(ICatalogueDatabase database)
{
    private const string Columns = "txid AS Txid, sequence AS Sequence, job_id AS Job, owner_id AS Owner, name AS Name, data AS Json";

    private const int SweptAtOnce = 5000;

    // PostgreSQL commits in any order: whatever an open transaction may still add has a txid from its oldest one on.
    private readonly string _settled = database.Dialect == SqlDialect.Postgres ? "txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint" : "1 = 1";

    private readonly string _now = database.Dialect.Now;

    /// <summary>Of the newest event that is settled; <see cref="EventPosition.Beginning"/> when there is none.</summary>
    public Task<EventPosition> HeadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var head = await connection.QuerySingleOrDefaultAsync<EventRow>(new CommandDefinition(
                $"SELECT {Columns} FROM job_events WHERE {_settled} ORDER BY txid DESC, sequence DESC LIMIT 1", cancellationToken: cancellationToken));
            return head?.Position ?? EventPosition.Beginning;
        }, cancellationToken);

    /// <summary>True when all that came after <paramref name="position"/> is still here.</summary>
    public Task<bool> RemembersAsync(EventPosition position, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            position == EventPosition.Beginning
                ? "SELECT CASE WHEN COALESCE(MIN(sequence), 1) = 1 THEN 1 ELSE 0 END FROM job_events"
                : "SELECT COUNT(*) FROM job_events WHERE txid = @Transaction AND sequence = @Sequence",
            new { position.Transaction, position.Sequence }, cancellationToken: cancellationToken)) == 1, cancellationToken);

    /// <summary>Settled events after one position, in order; up to another, when it is given.</summary>
    public Task<IReadOnlyList<JobEvent>> ListAsync(
        EventPosition after, EventPosition? through, EventScope scope, int rows, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobEvent>>(async connection => [.. (await connection.QueryAsync<EventRow>(new CommandDefinition($"""
            SELECT {Columns} FROM job_events
            WHERE (txid, sequence) > (@afterTransaction, @afterSequence) AND {_settled}
              {(through is null ? "" : "AND (txid, sequence) <= (@throughTransaction, @throughSequence)")}
              {(scope.Job is null ? "" : "AND job_id = @job")} {(scope.Owner is null ? "" : "AND owner_id = @owner")}
            ORDER BY txid, sequence LIMIT @rows
            """, new
        {
            afterTransaction = after.Transaction,
            afterSequence = after.Sequence,
            throughTransaction = through?.Transaction,
            throughSequence = through?.Sequence,
            job = scope.Job?.Value,
            owner = scope.Owner?.Value,
            rows,
        }, cancellationToken: cancellationToken))).Select(row => row.Event)], cancellationToken);

    /// <summary>Tasks under a lease whose work is counted, for those who watch it grow.</summary>
    public Task<IReadOnlyList<RunningTask>> RunningAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RunningTask>>(async connection => (await connection.QueryAsync<RunningTask>(new CommandDefinition("""
            SELECT id AS Id, job_id AS Job, owner_id AS Owner, kind AS Kind, idx AS Idx, lease_epoch AS Epoch, lease_owner AS Worker,
              progress_frames AS Frames, total_frames AS TotalFrames
            FROM tasks WHERE state = 'running' AND total_frames > 0
            """, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>Removes what is older than <paramref name="age"/>. The newest stays, so that a listener of quiet times can be told that nothing was missed.</summary>
    /// <returns>Rows removed; call again while there are any.</returns>
    public Task<int> SweepAsync(TimeSpan age, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition($"""
            DELETE FROM job_events WHERE sequence IN (
              SELECT sequence FROM job_events WHERE created_at < {_now} - @age AND sequence < (SELECT MAX(sequence) FROM job_events)
              ORDER BY created_at LIMIT {SweptAtOnce})
            """, new { age = (long)age.TotalMilliseconds }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    private sealed class EventRow
    {
        public long Txid { get; set; }

        public long Sequence { get; set; }

        public string Job { get; set; } = "";

        public string Owner { get; set; } = "";

        public string Name { get; set; } = "";

        public string Json { get; set; } = "";

        public EventPosition Position => new(Txid, Sequence);

        public JobEvent Event => new(Position, Job, Owner, Name, Json);
    }
}

internal sealed class RunningTask
{
    public string Id { get; set; } = "";

    public string Job { get; set; } = "";

    public string Owner { get; set; } = "";

    public string Kind { get; set; } = "";

    public int Idx { get; set; }

    public long Epoch { get; set; }

    public string? Worker { get; set; }

    public long Frames { get; set; }

    public long TotalFrames { get; set; }
}
