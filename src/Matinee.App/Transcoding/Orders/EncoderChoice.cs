using Dapper;
using Matinee.App.Database;
using Matinee.Media.Ladder;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Orders;

/// <summary>Which encoder a codec asks for, among those that living workers have shown.</summary>
internal sealed class EncoderChoice(ICatalogueDatabase database, IOptions<TranscodingOptions> options)
{
    private const string Nobody = "/none";

    private readonly string _now = database.Dialect.Now;

    /// <summary>True when a worker could do it now. H.264 every worker can.</summary>
    public async Task<bool> IsThereAsync(string? codec, CancellationToken cancellationToken) =>
        codec is not ("hevc" or "av1") || await FindAsync(codec, cancellationToken) is not null;

    /// <summary>The key that a task requires; empty for what every worker has.</summary>
    /// <param name="codec">Null where no picture is encoded.</param>
    public async Task<string> ForAsync(PictureCodec? codec, CancellationToken cancellationToken)
    {
        if (codec is null or PictureCodec.H264)
            return "";
        var word = codec == PictureCodec.Hevc ? "hevc" : "av1";
        return await FindAsync(word, cancellationToken) ?? $"{word}{Nobody}";
    }

    /// <summary>A waiting task whose encoder no living worker has any more gets another of the same codec. True when it did.</summary>
    public async Task<bool> ReplaceAsync(TaskRow task, CancellationToken cancellationToken)
    {
        if (task.RequiredCaps.Length == 0)
            return false;
        var codec = task.RequiredCaps.StartsWith("libx265", StringComparison.Ordinal) || task.RequiredCaps.StartsWith("hevc", StringComparison.Ordinal) ? "hevc" : "av1";
        if (await FindAsync(codec, cancellationToken) is not { } key || key == task.RequiredCaps)
            return false;
        return await database.WriteGuardedAsync(async (connection, transaction) => await connection.ExecuteAsync(new CommandDefinition($"""
            UPDATE tasks SET required_caps = @key WHERE id = @id AND state = 'ready' AND NOT EXISTS (
              SELECT 1 FROM worker_encoders e JOIN workers w ON w.id = e.worker_id
              WHERE e.encoder_key = tasks.required_caps AND w.last_heartbeat > {_now} - @lease)
            """, new { id = task.Id, key, lease = (long)options.Value.DeadWorkerTimeout.TotalMilliseconds }, transaction, cancellationToken: cancellationToken)) == 1, cancellationToken);
    }

    // Software first: it is what looks best for its bits, and what does not run out of sessions.
    private Task<string?> FindAsync(string codec, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QueryFirstOrDefaultAsync<string?>(new CommandDefinition($"""
            SELECT e.encoder_key FROM worker_encoders e JOIN workers w ON w.id = e.worker_id
            WHERE e.codec = @codec AND e.hardware = 0 AND w.state = 'active' AND w.last_heartbeat > {_now} - @lease
            ORDER BY e.frames_per_second DESC, e.encoder_key LIMIT 1
            """, new { codec, lease = (long)options.Value.DeadWorkerTimeout.TotalMilliseconds }, cancellationToken: cancellationToken)), cancellationToken);
}
