using System.Net.Sockets;
using System.Text.Json;
using Matinee.Cluster.Membership;

namespace Matinee.App.Nodes.Members;

/// <summary>Asks <c>/health</c>. The clock is in its body: that of the header has seconds only.</summary>
internal sealed class HttpNodeProbe(NodeHttp http) : INodeProbe
{
    private const int LongestAnswer = 4096;

    public async Task<DateTimeOffset?> AskAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var node))
            return null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, "/health"));
            using var response = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                return null;
            await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return answer.RootElement.TryGetProperty("time", out var text) && text.TryGetDateTimeOffset(out var clock) ? clock : response.Headers.Date;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
