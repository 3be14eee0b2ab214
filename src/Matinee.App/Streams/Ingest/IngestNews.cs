using System.Collections.Concurrent;
using Matinee.App.Database;
using Matinee.App.Streams.Playlists;
using Matinee.App.Streams.Records;
using Matinee.App.Streams.Rows;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Streams.Ingest;

/// <summary>What follows from a push: viewers here and elsewhere see it, the stream's status, the figures.</summary>
internal sealed class IngestNews(
    StreamShelf shelf, ICatalogueDatabase database, StreamWrites writes, IngestMeters meters, TimeProvider time, ILogger<IngestNews> logger)
{
    /// <summary>Refused pushes in a row after which a stream is shown to be in error.</summary>
    private const int TroubleFrom = 5;

    private const int MostInTrouble = 10_000;

    private readonly ConcurrentDictionary<StreamId, int> _refused = new();

    public async Task TellAsync(StreamRecord stream, IngestOrder order, IngestVerdict verdict, CancellationToken cancellationToken)
    {
        meters.Counted(NameOf(verdict));
        switch (verdict)
        {
            case IngestVerdict.ByRows { Outcome: IntakeOutcome.Taken taken, Figures: { } figures }:
                meters.Taken(stream.Id, order.Variant, figures);
                await TakenAsync(stream, order, taken, cancellationToken);
                break;
            case IngestVerdict.Refused refused:
                await RefusedAsync(stream, refused.Reason, cancellationToken);
                break;
            default:
                break;
        }
    }

    /// <summary>Segments of a stream were published by somebody else than their publisher.</summary>
    public void Advanced(StreamId stream, int gaps)
    {
        meters.PassedOver(gaps);
        shelf.Spoil(stream);
        database.Wakes.Publish(StreamShelf.Wake, stream.Value);
    }

    private static string NameOf(IngestVerdict verdict) => verdict switch
    {
        IngestVerdict.ByRows { Outcome: IntakeOutcome.Taken { IsPublished: true } } => "published",
        IngestVerdict.ByRows { Outcome: IntakeOutcome.Taken } => "held",
        IngestVerdict.ByRows { Outcome: IntakeOutcome.InitTaken } => "init",
        IngestVerdict.ByRows { Outcome: IntakeOutcome.Duplicate } => "duplicate",
        IngestVerdict.ByRows { Outcome: IntakeOutcome.Late } => "late",
        _ => "refused",
    };

    private async Task TakenAsync(StreamRecord stream, IngestOrder order, IntakeOutcome.Taken taken, CancellationToken cancellationToken)
    {
        _refused.TryRemove(stream.Id, out _);
        Advanced(stream.Id, taken.Gaps);
        if (taken.Restarted)
            meters.Restarted();
        if (taken.IsPublished)
        {
            await shelf.RefreshAsync(stream, cancellationToken);
            meters.Published(time.GetElapsedTime(order.ArrivedAt));
        }

        if (stream.Status is StreamStatus.Created or StreamStatus.Error)
            await NoteAsync(stream.Id, now => now.Status is StreamStatus.Created or StreamStatus.Error ? now.Activated(time.GetUtcNow()) : null, cancellationToken);
    }

    private async Task RefusedAsync(StreamRecord stream, string reason, CancellationToken cancellationToken)
    {
        if (_refused.Count >= MostInTrouble)
            _refused.Clear();
        if (_refused.AddOrUpdate(stream.Id, 1, static (_, count) => count + 1) == TroubleFrom && !stream.IsOver)
            await NoteAsync(stream.Id, now => now.IsOver ? null : now.Failed(reason, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>The media does not wait for the registry: without a majority it goes on, and the status follows.</summary>
    private async Task NoteAsync(StreamId stream, Func<StreamRecord, StreamRecord?> change, CancellationToken cancellationToken)
    {
        try
        {
            if (await writes.NoteAsync(stream, change, cancellationToken) is { } now)
                StreamLog.StatusChanged(logger, stream, now.Status);
        }
        catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException)
        {
            StreamLog.NotActivated(logger, stream, e);
        }
    }
}
