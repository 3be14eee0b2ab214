using Matinee.App.Streams.Ingest;
using Matinee.App.Streams.Records;
using Matinee.App.Streams.Rows;
using Matinee.Cluster.Leadership;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Streams.Duties;

/// <summary>Starts and ends streams; the leader's to do.</summary>
internal sealed class StreamTurns(StreamWrites writes, IntakeStore rows, IngestNews news, TimeProvider time, ILogger<StreamTurns> logger)
{
    /// <param name="restart">Also one that runs: as though it had been stopped.</param>
    /// <returns>Null when there is no such stream; one that is over still when it is a vod, which never changes.</returns>
    public async Task<StreamRecord?> StartAsync(StreamId id, bool restart, CancellationToken cancellationToken)
    {
        var started = await writes.ChangeAsync(id, stream => stream switch
        {
            { IsOver: true, Type: StreamType.Vod } => null,
            { IsOver: true } => stream.Started(time.GetUtcNow()),
            _ when restart && stream.StartedAt is not null => stream.Started(time.GetUtcNow()),
            { Status: StreamStatus.Active } => null,
            _ => stream.Activated(time.GetUtcNow()),
        }, cancellationToken);
        if (started is { IsOver: false })
            StreamLog.StatusChanged(logger, id, started.Status);
        return started;
    }

    /// <summary>
    /// The rows first, then the record: whoever sees the record knows that the playlists end, and that nothing is taken any
    /// more. Done again, it finishes what was begun.
    /// </summary>
    /// <exception cref="NotLeaderException">Another node leads; nothing it has written is undone.</exception>
    public async Task<StreamRecord?> EndAsync(StreamId id, StreamStatus status, CancellationToken cancellationToken)
    {
        var term = writes.Term();
        if (await writes.ReadAsync(id, cancellationToken) is not { } stream || stream.IsOver)
            return await writes.ReadAsync(id, cancellationToken);
        if (!await rows.EndAsync(stream, term.Token, cancellationToken))
            throw new NotLeaderException(null);
        news.Advanced(id, gaps: 0);
        var ended = await writes.ChangeAsync(
            id, now => now.Epoch == stream.Epoch && !now.IsOver ? now.Over(status, time.GetUtcNow()) : null, cancellationToken);
        if (ended is not null)
            StreamLog.StatusChanged(logger, id, ended.Status);
        return ended;
    }
}
