using System.Net.Http.Headers;
using System.Net.Http.Json;
using Matinee.Client.Http;

namespace Matinee.Client.Cluster;

/// <summary>The cluster: who leads, who belongs, and the copies of what they agree on. For administrators; any node may be asked.</summary>
public sealed class ClusterClient
{
    private readonly ApiTransport _transport;

    internal ClusterClient(ApiTransport transport) => _transport = transport;

    public Task<ClusterStatus> StatusAsync(CancellationToken cancellationToken) => _transport.GetAsync("api/cluster", ClusterJson.Default.ClusterStatus, cancellationToken);

    /// <summary>Announces a node that is about to join; it has two minutes to start with <c>--peers</c>.</summary>
    /// <param name="peer"><c>HOST:RAFT</c> of its own member.</param>
    public async Task AddAsync(string peer, CancellationToken cancellationToken) => await _transport.SendAsync(
        HttpMethod.Post, "api/cluster/members", new AnnouncedMember(peer), ClusterJson.Default.AnnouncedMember, ClusterJson.Default.AnnouncedPlace, cancellationToken);

    /// <summary>Takes a node out of the cluster for good. Refused where those that stay would be no majority.</summary>
    public Task RemoveAsync(string node, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Delete, $"api/cluster/members/{Uri.EscapeDataString(node)}", cancellationToken);

    /// <summary>The leader gives the lead to another node.</summary>
    public Task StepDownAsync(CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Post, "api/cluster/step-down", cancellationToken);

    /// <summary>Writes all that the nodes agree on, as lines of JSON; the last line proves that none is missing.</summary>
    public async Task BackUpAsync(Stream output, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(() => new(HttpMethod.Post, "api/cluster/backup"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await response.Content.CopyToAsync(output, cancellationToken);
    }

    /// <summary>Takes a backup into a cluster that is empty.</summary>
    /// <param name="open">Opens it; called again when it has to be sent again because the caller's token had run out.</param>
    /// <returns>How many entries it held.</returns>
    public async Task<int> RestoreAsync(Func<Stream> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        using var response = await _transport.SendAsync(() =>
        {
            var content = new StreamContent(open());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
            return new(HttpMethod.Post, "api/cluster/restore") { Content = content };
        }, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return (await response.Content.ReadFromJsonAsync(ClusterJson.Default.RestoredRegistry, cancellationToken))?.Entries ?? 0;
    }
}
