using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Etcd;

/// <summary>A watch that outlives its connections: it goes on after the last revision it handed over.</summary>
internal sealed class EtcdWatch(EtcdCalls calls, EtcdKeys keys, TimeProvider time)
{
    private static readonly TimeSpan OpenWithin = TimeSpan.FromSeconds(3);

    public async IAsyncEnumerable<RegistryUpdate> FollowAsync(string prefix, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            var endpoint = calls.Endpoint;
            await using var stream = await OpenAsync(prefix, from, cancellationToken);
            while (stream is not null && await NextAsync(stream, cancellationToken) is { } updates)
            {
                failures = 0;
                foreach (var update in updates)
                {
                    // A resumed stream may begin with what was seen.
                    if (update.Revision < from)
                        continue;
                    from = update.Revision + 1;
                    yield return update;
                }
            }

            calls.PassOver(endpoint);
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(20, 60 << Math.Min(failures++, 5))), time, cancellationToken);
        }
    }

    private async Task<EtcdStream<WatchReply>?> OpenAsync(string prefix, long from, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(OpenWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var request = new WatchRequest(new WatchCreate(keys.Of(prefix), keys.EndOf(prefix), from));
            return new EtcdStream<WatchReply>(
                await calls.OpenAsync("/v3/watch", request, EtcdJson.Default.WatchRequest, either.Token), EtcdJson.Default.StreamedWatchReply);
        }
        catch (Exception e) when (IsLost(e, cancellationToken))
        {
            return null;
        }
    }

    /// <returns>Null when the connection is over.</returns>
    private async Task<IReadOnlyList<RegistryUpdate>?> NextAsync(EtcdStream<WatchReply> stream, CancellationToken cancellationToken)
    {
        List<WatchEvent> events = [];
        try
        {
            while (await stream.NextAsync(cancellationToken) is { } reply)
            {
                if (reply.CompactRevision > 0)
                    throw new RevisionGoneException(reply.CompactRevision);
                if (reply.Canceled)
                    return null;
                events.AddRange(reply.Events ?? []);
                // A long answer comes in pieces, of which all but the last say so; only whole ones are handed over.
                if (!reply.Fragment)
                    return UpdatesOf(events);
            }
        }
        catch (Exception e) when (IsLost(e, cancellationToken))
        {
            // The next connection begins where this one was.
        }

        return null;
    }

    private List<RegistryUpdate> UpdatesOf(List<WatchEvent> events) =>
    [
        .. events.Select(e => (e.Type, e.Kv)).Where(e => e.Kv is not null).GroupBy(e => e.Kv?.ModRevision ?? 0)
            .Select(revision => new RegistryUpdate(revision.Key, [.. revision.Select(e => ChangeOf(e.Type, e.Kv))])),
    ];

    private RegistryChange ChangeOf(string? type, KeyValue? kv) => kv is null
        ? throw new JsonException("An event of etcd has no key.")
        : new RegistryChange(keys.KeyOf(kv), type == "DELETE" ? null : EtcdKeys.ValueOf(kv));

    private static bool IsLost(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or SocketException or IOException or JsonException or EtcdFault or AnswerTooLargeException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
