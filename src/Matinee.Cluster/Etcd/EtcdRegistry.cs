using System.Collections.Immutable;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Etcd;

/// <summary>The registry in an etcd (3.4 or newer), over its JSON gateway. Durable on a majority of its members.</summary>
public sealed class EtcdRegistry : IRegistry
{
    private readonly EtcdCalls _calls;
    private readonly EtcdKeys _keys;
    private readonly EtcdWatch _watch;

    /// <param name="http">See <see cref="EtcdHttp"/>; it stays the caller's.</param>
    public EtcdRegistry(HttpClient http, EtcdOptions options, TimeProvider time)
    {
        _calls = new EtcdCalls(http, options, time);
        _keys = new EtcdKeys(options.Prefix);
        _watch = new EtcdWatch(_calls, _keys, time);
    }

    public async Task<RegistryReading> GetAsync(string key, CancellationToken cancellationToken)
    {
        RegistryText.CheckKey(key);
        var reply = await AskAsync(new RangeRequest(_keys.Of(key)), cancellationToken);
        return new RegistryReading(reply.Header?.Revision ?? 0, _keys.EntryOf(reply));
    }

    public async Task<RegistryPage> ListAsync(RegistryQuery query, CancellationToken cancellationToken)
    {
        query.Check();
        for (var limit = query.Limit; ; limit /= 2)
        {
            try
            {
                var from = query.After is { } after && string.CompareOrdinal(after, query.Prefix) >= 0 ? after + "\0" : query.Prefix;
                var reply = await AskAsync(new RangeRequest(_keys.Of(from), _keys.EndOf(query.Prefix), limit, query.Revision), cancellationToken);
                ImmutableArray<RegistryEntry> entries = [.. (reply.Kvs ?? []).Select(_keys.EntryOf)];
                var revision = query.Revision == 0 ? reply.Header?.Revision ?? 0 : query.Revision;
                return new RegistryPage(revision, entries, reply.More ? entries[^1].Key : null);
            }
            catch (EtcdFault e) when (e.Code == EtcdFault.OutOfRange)
            {
                throw new RevisionGoneException(query.Revision, e);
            }
            catch (AnswerTooLargeException) when (limit > 1)
            {
                // In smaller pages.
            }
        }
    }

    public IAsyncEnumerable<RegistryUpdate> WatchAsync(string prefix, long from, CancellationToken cancellationToken)
    {
        RegistryText.CheckPrefix(prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        return _watch.FollowAsync(prefix, from, cancellationToken);
    }

    public async Task<RegistryOutcome> CommitAsync(RegistryTransaction transaction, CancellationToken cancellationToken)
    {
        transaction.Check();
        var request = new TxnRequest(
            [.. transaction.If.Select(_keys.CompareOf)],
            [.. transaction.Then.Select(_keys.OperationOf)],
            [.. transaction.If.Select(condition => new TxnOperation(RequestRange: new RangeRequest(_keys.Of(condition.Key))))]);
        TxnReply reply;
        try
        {
            reply = await WriteAsync(() => _calls.WriteAsync("/v3/kv/txn", request, EtcdJson.Default.TxnRequest, EtcdJson.Default.TxnReply, cancellationToken));
        }
        catch (EtcdFault e) when (e.Code == EtcdFault.NotFound)
        {
            throw new LeaseLostException(transaction.Then.First(write => write.Lease != LeaseId.None).Lease, e);
        }

        var revision = reply.Header?.Revision ?? 0;
        return reply.Succeeded
            ? RegistryOutcome.Made(revision)
            : RegistryOutcome.Refused(revision, (reply.Responses ?? []).Select(response => _keys.EntryOf(response.ResponseRange)));
    }

    public async Task<LeaseId> GrantAsync(TimeSpan lifetime, CancellationToken cancellationToken)
    {
        RegistryLease.Check(lifetime);
        var request = new LeaseGrantRequest((long)Math.Ceiling(lifetime.TotalSeconds));
        var reply = await WriteAsync(() => _calls.WriteAsync("/v3/lease/grant", request, EtcdJson.Default.LeaseGrantRequest, EtcdJson.Default.LeaseReply, cancellationToken));
        return new LeaseId(reply.Id);
    }

    public async Task<bool> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var reply = await WriteAsync(() => _calls.ReadAsync("/v3/lease/keepalive", new LeaseRequest(lease.Value), EtcdJson.Default.LeaseRequest, EtcdJson.Default.StreamedLeaseReply, cancellationToken));
        return reply.Error is null
            ? reply.Result?.Seconds > 0
            : throw new RegistryUnavailableException($"etcd kept no lease alive: {reply.Error.Message}");
    }

    public async Task RevokeAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(() => _calls.ReadAsync("/v3/lease/revoke", new LeaseRequest(lease.Value), EtcdJson.Default.LeaseRequest, EtcdJson.Default.LeaseReply, cancellationToken));
        }
        catch (EtcdFault e) when (e.Code == EtcdFault.NotFound)
        {
            // It was over already.
        }
    }

    private async Task<RangeReply> AskAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _calls.ReadAsync("/v3/kv/range", request, EtcdJson.Default.RangeRequest, EtcdJson.Default.RangeReply, cancellationToken);
        }
        catch (EtcdFault e) when (e.Code != EtcdFault.OutOfRange)
        {
            throw new RegistryUnavailableException($"etcd refused to read: {e.Message}", e);
        }
    }

    private static async Task<T> WriteAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (EtcdFault e) when (e.Code != EtcdFault.NotFound)
        {
            throw new RegistryUnavailableException($"etcd refused: {e.Message}", e);
        }
        catch (AnswerTooLargeException e)
        {
            throw new OutcomeUnknownException(e.Message, e);
        }
    }
}
