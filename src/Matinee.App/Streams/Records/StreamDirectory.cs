using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Streams.Records;

/// <summary>
/// All streams, as this node has heard of them: the registry's list, kept by a watch. Reads of media and lists come from here,
/// also while the registry has no majority.
/// </summary>
internal sealed class StreamDirectory(IRegistry registry, TimeProvider time, ILogger<StreamDirectory> logger) : BackgroundService
{
    private static readonly TimeSpan ReachWithin = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<StreamId, StreamRecord> _records = new();
    private TaskCompletionSource _changed = NewSignal();
    private OrderedStreams _index = OrderedStreams.Empty;
    private long _revision;

    /// <summary>The registry was read at least once.</summary>
    public bool IsReady => Volatile.Read(ref _revision) > 0;

    /// <summary>All of them as of the last change that was heard of.</summary>
    public OrderedStreams Index => Volatile.Read(ref _index);

    public int Active => Index.Active;

    public StreamRecord? Find(StreamId id) => _records.GetValueOrDefault(id);

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

    private static StreamId IdOf(string key) => new(key[StreamKeys.Prefix.Length..]);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var page = await registry.ListAllAsync(StreamKeys.Prefix, cancellationToken);
        Replace(page.Entries, page.Revision);
        await foreach (var update in registry.WatchAsync(StreamKeys.Prefix, page.Revision + 1, cancellationToken))
        {
            var index = update.Changes.Aggregate(_index, (before, change) => Apply(before, change, update.Revision));
            Tell(index, update.Revision);
        }
    }

    private void Replace(ImmutableArray<RegistryEntry> entries, long revision)
    {
        foreach (var gone in _records.Keys.Except(entries.Select(entry => IdOf(entry.Key))).ToList())
            _records.TryRemove(gone, out _);
        foreach (var entry in entries)
        {
            if (TryRead(entry.Key, entry.Value, entry.ModifiedRevision) is { } record)
                _records[record.Id] = record;
        }

        Tell(OrderedStreams.Of(_records.Values), revision);
    }

    private OrderedStreams Apply(OrderedStreams index, RegistryChange change, long revision)
    {
        if (change.Value is null)
            return _records.TryRemove(IdOf(change.Key), out var gone) ? index.Without(gone) : index;
        if (TryRead(change.Key, change.Value, revision) is not { } record)
            return index;
        _records[record.Id] = record;
        return index.With(record);
    }

    /// <returns>Null for what no node of this version wrote; what was known of the stream stays known.</returns>
    private StreamRecord? TryRead(string key, string value, long revision)
    {
        try
        {
            return StreamRecordJson.Read(value, revision) with { Id = IdOf(key) };
        }
        catch (JsonException e)
        {
            StreamLog.RecordUnreadable(logger, key, e);
            return null;
        }
    }

    private void Tell(OrderedStreams index, long revision)
    {
        Volatile.Write(ref _index, index);
        Volatile.Write(ref _revision, revision);
        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }
}
