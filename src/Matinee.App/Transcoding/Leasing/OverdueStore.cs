using Dapper;
using Matinee.App.Database;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>Reads the attempts that may be overdue, with the pace of their jobs.</summary>
internal sealed class OverdueStore(ICatalogueDatabase database, IOptions<TranscodingOptions> options)
{
    // The disk or the network that a scan reads from is taken to give this much.
    private const double SlowestReadBytesPerMs = 2_000;

    private readonly string _now = database.Dialect.Now;

    /// <summary>Attempts that a look costs something: silent, still for a while, or long under way. Few, as a rule none.</summary>
    public Task<IReadOnlyList<SuspectRow>> SuspectsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SuspectRow>>(async connection =>
        {
            var still = options.Value.TaskTimeout < OverduePolicy.ShortestStall ? options.Value.TaskTimeout : OverduePolicy.ShortestStall;
            var suspects = (await connection.QueryAsync<SuspectRow>(new CommandDefinition($"""
                SELECT a.*, j.source_bytes AS SourceBytes FROM (
                  SELECT id AS Id, job_id AS JobId, lease_epoch AS Epoch, CASE WHEN lease_until < {_now} THEN 1 ELSE 0 END AS Silent, kind AS Kind,
                    {_now} - COALESCE(last_progress_at, leased_at) AS StillMs, {_now} - COALESCE(leased_at, last_progress_at) AS ElapsedMs,
                    progress_frames AS Frames, total_frames AS TotalFrames
                  FROM tasks WHERE state = 'running' AND lane <> 'coordinator'
                  UNION ALL
                  SELECT id, job_id, rival_epoch, CASE WHEN rival_until < {_now} THEN 1 ELSE 0 END, kind,
                    {_now} - rival_progress_at, {_now} - rival_leased_at, rival_frames, total_frames
                  FROM tasks WHERE state = 'running' AND rival_owner IS NOT NULL) a
                JOIN jobs j ON j.id = a.JobId
                WHERE a.Silent = 1 OR a.StillMs > @still OR a.ElapsedMs > @long
                """, new { still = (long)still.TotalMilliseconds, @long = (long)OverduePolicy.ShortestDeadline.TotalMilliseconds },
                cancellationToken: cancellationToken))).AsList();
            Dictionary<string, double?> paces = [];
            foreach (var suspect in suspects.Where(suspect => suspect is { Silent: false, Kind: "video_chunk" }))
            {
                if (!paces.TryGetValue(suspect.JobId, out var pace))
                    paces[suspect.JobId] = pace = await connection.ExecuteScalarAsync<double?>(new CommandDefinition(
                        ChunkPace("@job"), new { job = suspect.JobId }, cancellationToken: cancellationToken));
                suspect.MsPerFrame = pace;
            }

            return suspects;
        }, cancellationToken);

    /// <summary>Milliseconds a frame of the ordinary chunks of a job that are done; null before the first is.</summary>
    internal static string ChunkPace(string job) => $"""
        SELECT CAST(SUM(d.finished_at - d.leased_at) AS DOUBLE PRECISION) / SUM(d.total_frames) FROM tasks d
        WHERE d.job_id = {job} AND d.kind = 'video_chunk' AND d.lane = 'bulk' AND d.state = 'completed' AND d.leased_at IS NOT NULL AND d.total_frames > 0
        """;

    internal static AttemptAge Age(SuspectRow row) => new(
        row.Silent, TimeSpan.FromMilliseconds(row.StillMs), TimeSpan.FromMilliseconds(row.ElapsedMs),
        row switch
        {
            { MsPerFrame: { } pace, TotalFrames: > 0 } => TimeSpan.FromMilliseconds(pace * row.TotalFrames),
            { TotalFrames: 0, SourceBytes: > 0 } => TimeSpan.FromMilliseconds(row.SourceBytes / SlowestReadBytesPerMs / 10),
            _ => null,
        },
        row.Frames, row.TotalFrames);
}

internal sealed class SuspectRow
{
    public string Id { get; set; } = "";

    public string JobId { get; set; } = "";

    public string Kind { get; set; } = "";

    public long Epoch { get; set; }

    public bool Silent { get; set; }

    public long StillMs { get; set; }

    public long ElapsedMs { get; set; }

    public long Frames { get; set; }

    public long TotalFrames { get; set; }

    public long SourceBytes { get; set; }

    public double? MsPerFrame { get; set; }

    public TaskLease Lease => new(new TaskId(Id), Epoch);
}
