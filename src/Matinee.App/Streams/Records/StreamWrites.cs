using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Records;

/// <summary>
/// Writes of stream records. What an owner asks for is the leader's to write, fenced by its term; what happens to a stream by
/// itself (its first segment came) any node may write, by compare and set.
/// </summary>
internal sealed class StreamWrites(
    IRegistry registry, LeaderElection election, StreamDirectory directory, StreamTombstones tombstones, IOptions<StreamOptions> options) : IDisposable
{
    private const int Attempts = 10;

    /// <summary>Creates and deletes of a leader stand in line, for they all write the count.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    private RegistryEntry? _count;

    /// <exception cref="NotLeaderException">Another node leads, or none; nothing was written.</exception>
    public LeaderTerm Term() => election.Term ?? throw new NotLeaderException(election.View.Node);

    /// <summary>What the registry holds now, whatever this node has heard.</summary>
    public async Task<StreamRecord?> ReadAsync(StreamId id, CancellationToken cancellationToken) =>
        (await registry.GetAsync(StreamKeys.Of(id), cancellationToken)).Found is { } entry ? StreamRecordJson.Read(entry.Value, entry.ModifiedRevision) : null;

    public async Task<StreamCreation> CreateAsync(StreamRecord record, CreateKey? key, CancellationToken cancellationToken)
    {
        var term = Term();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _count ??= (await registry.GetAsync(StreamKeys.Count, cancellationToken)).Found;
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (key is not null && await FindMadeAsync(key, cancellationToken) is { } made)
                    return made;
                if (CountOf(_count) >= options.Value.MaxStreams && await IsFullAsync(cancellationToken))
                    return new StreamCreation.AsManyAsMay(options.Value.MaxStreams);
                if (await TryCreateAsync(term, record with { CreateKey = key?.Hash }, key, cancellationToken) is { } created)
                    return new StreamCreation.MadeNow(created);
            }
        }
        finally
        {
            _turn.Release();
        }

        throw new RegistryUnavailableException("The streams of the registry change faster than one can be added.");
    }

    /// <param name="change">Given the record, the one that shall stand in its place; null when nothing is to be written.</param>
    /// <returns>What stands there afterwards; null when there is no such stream.</returns>
    public Task<StreamRecord?> ChangeAsync(StreamId id, Func<StreamRecord, StreamRecord?> change, CancellationToken cancellationToken)
    {
        var term = Term();
        return ChangeAsync(id, change, transaction => registry.CommitAsync(term, transaction, cancellationToken), cancellationToken);
    }

    /// <summary>The same by any node: only for what no owner decides.</summary>
    public Task<StreamRecord?> NoteAsync(StreamId id, Func<StreamRecord, StreamRecord?> change, CancellationToken cancellationToken) =>
        ChangeAsync(id, change, transaction => registry.CommitAsync(transaction, cancellationToken), cancellationToken);

    /// <returns>False when there is no such stream.</returns>
    public async Task<bool> DeleteAsync(StreamId id, CancellationToken cancellationToken)
    {
        var term = Term();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if ((await registry.GetAsync(StreamKeys.Of(id), cancellationToken)).Found is not { } entry)
                    return false;
                _count ??= (await registry.GetAsync(StreamKeys.Count, cancellationToken)).Found;
                if (await TryDeleteAsync(term, entry, cancellationToken))
                    return true;
            }
        }
        finally
        {
            _turn.Release();
        }

        throw new RegistryUnavailableException("The stream changes faster than it can be deleted.");
    }

    /// <summary>Deletes a stream that the registry does not know, and of which there are segments.</summary>
    /// <returns>False when it does know of it, or that it was deleted.</returns>
    public async Task<bool> BuryAsync(StreamId id, CancellationToken cancellationToken) => (await registry.CommitAsync(Term(), new RegistryTransaction
    {
        If = [RegistryCondition.Absent(StreamKeys.Of(id)), RegistryCondition.Absent(StreamKeys.OfDeleted(id))], Then = [tombstones.Mark(id)],
    }, cancellationToken)).Committed;

    public void Dispose() => _turn.Dispose();

    private static int CountOf(RegistryEntry? entry) =>
        entry is not null && int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private RegistryCondition CountUnchanged => _count is { } count ? RegistryCondition.Unchanged(count) : RegistryCondition.Absent(StreamKeys.Count);

    private async Task<bool> IsFullAsync(CancellationToken cancellationToken)
    {
        _count = (await registry.GetAsync(StreamKeys.Count, cancellationToken)).Found;
        return CountOf(_count) >= options.Value.MaxStreams;
    }

    private async Task<StreamCreation?> FindMadeAsync(CreateKey key, CancellationToken cancellationToken)
    {
        if ((await registry.GetAsync(StreamKeys.OfCreate(key.Hash), cancellationToken)).Found is not { } entry
            || JsonSerializer.Deserialize(entry.Value, StreamRecordJson.Default.CreateMark) is not { } mark)
            return null;
        if (mark.Request != key.Request)
            return new StreamCreation.OtherRequest();
        return await ReadAsync(mark.Stream, cancellationToken) is { } stream ? new StreamCreation.MadeEarlier(stream) : null;
    }

    private async Task<StreamRecord?> TryCreateAsync(LeaderTerm term, StreamRecord record, CreateKey? key, CancellationToken cancellationToken)
    {
        var count = CountOf(_count) + 1;
        ImmutableArray<RegistryCondition> conditions = [CountUnchanged, RegistryCondition.Absent(StreamKeys.Of(record.Id))];
        ImmutableArray<RegistryWrite> writes = [RegistryWrite.Put(StreamKeys.Count, Text(count)), RegistryWrite.Put(StreamKeys.Of(record.Id), StreamRecordJson.Write(record))];
        if (key is not null)
        {
            conditions = conditions.Add(RegistryCondition.Absent(StreamKeys.OfCreate(key.Hash)));
            writes = writes.Add(RegistryWrite.Put(StreamKeys.OfCreate(key.Hash), JsonSerializer.Serialize(new CreateMark(key.Request, record.Id), StreamRecordJson.Default.CreateMark)));
        }

        var outcome = await CommitCountAsync(term, new RegistryTransaction { If = conditions, Then = writes }, count, cancellationToken);
        if (!outcome.Committed)
            return null;
        await directory.ReachAsync(outcome.Revision, cancellationToken);
        return record with { Revision = outcome.Revision };
    }

    private async Task<bool> TryDeleteAsync(LeaderTerm term, RegistryEntry entry, CancellationToken cancellationToken)
    {
        var record = StreamRecordJson.Read(entry.Value, entry.ModifiedRevision);
        var count = Math.Max(0, CountOf(_count) - 1);
        ImmutableArray<RegistryWrite> writes = [RegistryWrite.Put(StreamKeys.Count, Text(count)), RegistryWrite.Delete(entry.Key), tombstones.Mark(record.Id)];
        if (record.CreateKey is { } hash)
            writes = writes.Add(RegistryWrite.Delete(StreamKeys.OfCreate(hash)));
        var outcome = await CommitCountAsync(term, new RegistryTransaction { If = [CountUnchanged, RegistryCondition.Unchanged(entry)], Then = writes }, count, cancellationToken);
        if (outcome.Committed)
            await directory.ReachAsync(outcome.Revision, cancellationToken);
        return outcome.Committed;
    }

    /// <summary>Commits what writes the count, whose condition is the first, and learns what it is now.</summary>
    private async Task<RegistryOutcome> CommitCountAsync(LeaderTerm term, RegistryTransaction transaction, int count, CancellationToken cancellationToken)
    {
        var known = _count;
        _count = null; // unless it is answered
        var outcome = await registry.CommitAsync(term, transaction, cancellationToken);
        _count = outcome.Committed
            ? new RegistryEntry(StreamKeys.Count, Text(count), known?.CreatedRevision ?? outcome.Revision, outcome.Revision, LeaseId.None)
            : outcome.Found[0];
        return outcome;
    }

    private async Task<StreamRecord?> ChangeAsync(
        StreamId id, Func<StreamRecord, StreamRecord?> change, Func<RegistryTransaction, Task<RegistryOutcome>> commit, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if ((await registry.GetAsync(StreamKeys.Of(id), cancellationToken)).Found is not { } entry)
                return null;
            var found = StreamRecordJson.Read(entry.Value, entry.ModifiedRevision);
            if (change(found) is not { } wanted)
                return found;
            var outcome = await commit(RegistryTransaction.Replace(entry, StreamRecordJson.Write(wanted)));
            if (!outcome.Committed)
                continue;
            await directory.ReachAsync(outcome.Revision, cancellationToken);
            return wanted with { Revision = outcome.Revision };
        }

        throw new RegistryUnavailableException("The stream changes faster than this change can be made.");
    }
}
