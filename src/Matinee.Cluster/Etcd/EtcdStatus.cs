using System.Text.Json;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Etcd;

/// <summary>Asks one member how it is; no other is asked in its stead.</summary>
public sealed class EtcdStatus : IRaftView
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly EtcdCalls _calls;

    public EtcdStatus(HttpClient http, Uri endpoint, TimeProvider time) =>
        _calls = new EtcdCalls(http, new EtcdOptions { Endpoints = [endpoint], TryTimeout = Patience, Deadline = Patience }, time);

    /// <returns>Null when it does not answer.</returns>
    public async Task<EtcdReport?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Sent once: whoever asks asks again soon.
            var reply = await _calls.WriteAsync("/v3/maintenance/status", new EmptyRequest(), EtcdJson.Default.EmptyRequest, EtcdJson.Default.StatusReply, cancellationToken);
            return reply.Header is { } header
                ? new EtcdReport(header.ClusterId, header.MemberId, reply.Leader, header.RaftTerm, reply.IsLearner, reply.Version ?? "", reply.DbSize, [.. reply.Errors ?? []])
                : null;
        }
        catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException or EtcdFault or JsonException or AnswerTooLargeException)
        {
            return null;
        }
    }

    async Task<RaftState?> IRaftView.ReadAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is { } report ? new RaftState(report.Term, report.Leads, report.Leader != 0) : null;
}
