using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.App.Nodes.Members;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Streams.Records;

/// <summary>
/// All streams, as this node has heard of them: the registry's list, kept by a watch. Reads of media and lists come from here,
/// also while the registry has no majority.
/// </summary>
internal sealed class StreamDirectory(IRegistry registry, TimeProvider time, ILogger<StreamDirectory> logger) : BackgroundService, IStreamCensus
{
    private static readonly TimeSpan ReachWithin = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<StreamId, StreamRecord> _records = new();
    private TaskCompletionSource _changed = NewSignal();
    private SortedRecords _sorted = new(0, []);
    private long _revision;

    /// <summary>The registry was read at least once.</summary>
    public bool IsReady => Volatile.Read(ref _revision) > 0;

    public int Count => _records.Count;

    public int Active => _records.Values.Count(record => record.Status == StreamStatus.Active);

    public StreamRecord? Find(StreamId id) => _records.GetValueOrDefault(id);

    /// <summary>The newest first. Sorted again when asked for after a change.</summary>
    public IReadOnlyList<StreamRecord> NewestFirst()
    {
        var revision = Volatile.Read(ref _revision);
        if (Volatile.Read(ref _sorted) is { } known && known.Revision == revision)
            return known.Records;
        // Some of it may be newer already; then its revision is no more that of the directory, and it is sorted again.
        StreamRecord[] sorted = [.. _records.Values.OrderByDescending(record => record.Id.Value, StringComparer.Ordinal)];
        Volatile.Write(ref _sorted, new SortedRecords(revision, sorted));
        return sorted;
    }

    /// <summary>Waits, not for long, until what was committed at a revision is known here.</summary>
    public async Task ReachAsync(long revision, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ReachWithin);
        try
        {
            while (true)
            {
                var changed = Volatile.Read(ref _changed).Task;
                if (Volatile.Read(ref _revision) >= revision)
                    return;
                await changed.WaitAsync(patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The watch is behind; what was committed is committed.
        }
    }

    /// <summary>Waits for the first reading.</summary>
    /// <exception cref="RegistryUnavailableException">There was none yet.</exception>
    public async ValueTask ReadyAsync(CancellationToken cancellationToken)
    {
        if (IsReady)
            return;
        await ReachAsync(1, cancellationToken);
        if (!IsReady)
            throw new RegistryUnavailableException("The registry has not answered since this node started.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (RevisionGoneException)
            {
                continue; // list again
            }
            catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException)
            {
                StreamLog.DirectoryStale(logger, e);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(200, 600)), time, stoppingToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var page = await registry.ListAllAsync(StreamKeys.Prefix, cancellationToken);
        Replace(page.Entries, page.Revision);
        await foreach (var update in registry.WatchAsync(StreamKeys.Prefix, page.Revision + 1, cancellationToken))
        {
            foreach (var change in update.Changes)
                Apply(change.Key, change.Value, update.Revision);
            Tell(update.Revision);
        }
    }

    private void Replace(ImmutableArray<RegistryEntry> entries, long revision)
    {
        foreach (var gone in _records.Keys.Except(entries.Select(entry => new StreamId(entry.Key[StreamKeys.Prefix.Length..]))).ToList())
            _records.TryRemove(gone, out _);
        foreach (var entry in entries)
            Apply(entry.Key, entry.Value, entry.ModifiedRevision);
        Tell(revision);
    }

    private void Apply(string key, string? value, long revision)
    {
        var id = new StreamId(key[StreamKeys.Prefix.Length..]);
        if (value is null)
        {
            _records.TryRemove(id, out _);
            return;
        }

        try
        {
            _records[id] = StreamRecordJson.Read(value, revision);
        }
        catch (JsonException e)
        {
            StreamLog.RecordUnreadable(logger, key, e);
        }
    }

    private void Tell(long revision)
    {
        Volatile.Write(ref _revision, revision);
        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }

    private sealed record SortedRecords(long Revision, IReadOnlyList<StreamRecord> Records);
}
