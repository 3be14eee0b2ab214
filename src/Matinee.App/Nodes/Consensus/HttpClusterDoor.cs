using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Matinee.Cluster.Etcd;

namespace Matinee.App.Nodes.Consensus;

/// <summary>Asks a node of the cluster by <c>POST /api/cluster/members</c>.</summary>
internal sealed class HttpClusterDoor(NodeHttp http, ClusterTicket tickets, ClusterIdentityStore identities, TimeProvider time) : IClusterDoor
{
    private const int LongestAnswer = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<JoinAnswer?> AskAsync(Uri node, JoinRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var deadline = time.CreateTimer(_ => patience.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            var wish = new JoinWish(request.Name, request.PeerUrl, request.ClusterName, (await identities.ReadAsync(cancellationToken))?.Cluster ?? "");
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(node, "/api/cluster/members")) { Content = JsonContent.Create(wish, ClusterJson.Default.JoinWish) };
            message.Headers.Add(ClusterTicket.Header, tickets.For(wish));
            using var response = await http.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, patience.Token);
            return await ReadAsync(response, node, patience.Token);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<JoinAnswer?> ReadAsync(HttpResponseMessage response, Uri node, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return await response.Content.ReadFromJsonAsync(ClusterJson.Default.AdmissionAnswer, cancellationToken) is { InitialCluster: { } members, ClusterId: { } id }
                ? new JoinAnswer.Accepted(new JoinTicket(members, ulong.Parse(id, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture))) : null;
        }

        var problem = await response.Content.ReadFromJsonAsync(ClusterJson.Default.ProblemText, cancellationToken);
        var reason = problem?.Detail ?? $"{node.Authority} answered {(int)response.StatusCode}.";
        return (int)response.StatusCode switch
        {
            401 or 403 => new JoinAnswer.Refused($"{node.Authority} does not know this node's secret. Set JWT_SECRET to the same value on all nodes, or copy DATA/secret of the first."),
            409 or 422 or 400 => new JoinAnswer.Refused(reason),
            _ => new JoinAnswer.Busy(reason),
        };
    }
}
