using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Matinee.Client.Http;

namespace Matinee.Client.Fleet;

/// <summary>The server that is asked, and how it ends.</summary>
public sealed class ServerClient
{
    private readonly ApiTransport _transport;

    internal ServerClient(ApiTransport transport) => _transport = transport;

    /// <summary>It lives, under this name, since then.</summary>
    public Task<ServerHealth> HealthAsync(CancellationToken cancellationToken) => _transport.GetAsync("health", ServerJson.Default.ServerHealth, cancellationToken);

    /// <summary>Whether it takes work, and what of it is in trouble; an answer too while it starts or drains.</summary>
    public async Task<ServerReadiness> ReadyAsync(CancellationToken cancellationToken)
    {
        using var response = await _transport.SendRawAsync(() => new(HttpMethod.Get, "ready"), cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable))
            throw await ProblemReader.ReadAsync(response, _transport.Time, cancellationToken);
        return await response.Content.ReadFromJsonAsync(ServerJson.Default.ServerReadiness, cancellationToken)
            ?? throw new HttpRequestException("The server answered nothing.");
    }

    /// <summary>
    /// All figures of <c>/metrics</c> by name, such as <c>matinee_tasks_pending</c>: summed over their labels, without the buckets of
    /// histograms.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, double>> MetricsAsync(CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(() => new(HttpMethod.Get, "metrics"), HttpCompletionOption.ResponseContentRead, cancellationToken);
        return Sum(await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Tells a node, a worker or all workers to end; administrators only. Accepted, not done: each ends in its own time.</summary>
    /// <param name="target">Id of a worker or of the node that is asked, or <c>all-workers</c>; null is the node that is asked.</param>
    public Task<ShutdownOrder> ShutdownAsync(string? target, ShutdownMode mode, CancellationToken cancellationToken) => _transport.SendAsync(
        HttpMethod.Post, "api/shutdown", new ShutdownBody(target, mode switch { ShutdownMode.Drain => "drain", ShutdownMode.Immediate => "immediate", _ => "graceful" }),
        ServerJson.Default.ShutdownBody, ServerJson.Default.ShutdownOrder, cancellationToken);

    /// <summary>Prometheus text (exposition format 0.0.4) to sums.</summary>
    internal static Dictionary<string, double> Sum(string text)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var name = line[..Math.Max(0, line.IndexOfAny(['{', ' ']))];
            var value = line.LastIndexOf('}') is var brace and >= 0 ? line[(brace + 1)..] : line[name.Length..];
            if (!name.EndsWith("_bucket", StringComparison.Ordinal)
                && double.TryParse(value.Trim().Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                sums[name] = sums.GetValueOrDefault(name) + number;
            }
        }

        return sums;
    }
}
