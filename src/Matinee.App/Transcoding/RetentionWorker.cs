using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Library;
using Matinee.App.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding;

/// <summary>
/// Removes what nobody refers to, after the grace: plans that were replaced, plans of deleted videos, and objects without a
/// row (late writers, killed attempts). What a living plan refers to is never touched.
/// </summary>
internal sealed class RetentionWorker(
    ICatalogueDatabase database, IObjectStore objects, VideoStore videos, IOptions<TranscodingOptions> options, TimeProvider time, ILogger<RetentionWorker> logger)
    : BackgroundService
{
    private readonly string _now = database.Dialect.Now;
    private readonly TimeSpan _every = objects.LocalPath(new ObjectKey("videos")) is null ? options.Value.RemoteRetentionEvery : options.Value.RetentionEvery;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(_every, time, stoppingToken);
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
            {
                TranscodingLog.SweepFailed(logger, nameof(RetentionWorker), e);
            }
        }
    }

    internal async Task<(int Objects, int Plans)> SweepAsync(CancellationToken cancellationToken)
    {
        var plans = await ForgetPlansAsync(cancellationToken);
        var removed = 0;
        // Written before the grace began: no running attempt can still mean to commit it.
        var limit = time.GetUtcNow() - options.Value.RetentionGrace;
        // Lists come plan by plan, or nearly so; the keys of all plans together may be millions.
        ((string, int) Owner, HashSet<string> Keys) known = default;
        await foreach (var stored in objects.ListAsync("videos", cancellationToken))
        {
            if (stored.LastModified > limit || ObjectNames.Owner(stored.Key) is not { } owner)
                continue;
            if (known.Keys is null || known.Owner != owner)
                known = (owner, await KeysAsync(owner.Video, owner.PlanVersion, cancellationToken));
            if (known.Keys.Contains(stored.Key.Value))
                continue;
            // A row may have come since the keys were read.
            if ((await KeysAsync(owner.Video, owner.PlanVersion, cancellationToken)).Contains(stored.Key.Value))
                continue;
            await objects.DeleteAsync(stored.Key, cancellationToken);
            removed++;
        }

        if (removed + plans > 0)
            TranscodingLog.Swept(logger, removed, plans);
        return (removed, plans);
    }

    /// <summary>Rows go first, objects follow as unreferenced: a crash between leaves nothing that points at nothing.</summary>
    private async Task<int> ForgetPlansAsync(CancellationToken cancellationToken)
    {
        var grace = (long)options.Value.RetentionGrace.TotalMilliseconds;
        var retired = (await database.ReadAsync(connection => connection.QueryAsync<(string Video, int Version)>(new CommandDefinition(
            $"""
            SELECT p.video_id, p.version FROM plans p JOIN jobs j ON j.id = p.job_id
            WHERE p.playing = 0 AND (p.state = 'retired' AND p.retired_at < {_now} - @grace OR p.state = 'failed' AND j.finished_at < {_now} - @grace)
            """, new { grace }, cancellationToken: cancellationToken)), cancellationToken)).AsList();
        var owners = await database.ReadAsync(connection => connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT video_id FROM plans", cancellationToken: cancellationToken)), cancellationToken);
        foreach (var video in owners)
        {
            if (await videos.FindAsync(new VideoId(video), cancellationToken) is null)
                await ForgetAsync(video, null, cancellationToken);
        }

        var forgotten = 0;
        foreach (var (video, version) in retired)
            forgotten += await ForgetAsync(video, version, cancellationToken);
        return forgotten;
    }

    /// <param name="version">Null for all of a video that is gone. A plan that was taken up again meanwhile stays.</param>
    private Task<int> ForgetAsync(string video, int? version, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { video, version };
            var plans = await connection.ExecuteAsync(new CommandDefinition("""
                DELETE FROM plans WHERE video_id = @video
                  AND (CAST(@version AS INTEGER) IS NULL OR version = @version AND playing = 0 AND state IN ('retired', 'failed'))
                """, which, transaction, cancellationToken: cancellationToken));
            if (plans == 0)
                return 0;
            string[] owned = ["segments", "plan_objects"];
            foreach (var table in owned)
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    $"DELETE FROM {table} WHERE video_id = @video AND (CAST(@version AS INTEGER) IS NULL OR plan_version = @version)",
                    which, transaction, cancellationToken: cancellationToken));
            }

            return plans;
        }, cancellationToken);

    private Task<HashSet<string>> KeysAsync(string video, int version, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await connection.QueryAsync<string>(new CommandDefinition("""
            SELECT object_key FROM segments WHERE video_id = @video AND plan_version = @version
            UNION ALL SELECT object_key FROM plan_objects WHERE video_id = @video AND plan_version = @version
            """, new { video, version }, cancellationToken: cancellationToken))).ToHashSet(StringComparer.Ordinal), cancellationToken);
}
