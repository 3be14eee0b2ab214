using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Cluster.Etcd;

/// <summary>
/// How a node finds its way into a cluster of which it knows a peer port: the member there lists all members with the
/// addresses of their nodes, and any of those nodes is asked.
/// </summary>
public sealed class EtcdJoin(HttpClient http, IClusterDoor door, TimeProvider time)
{
    private const int LargestList = 256 * 1024;
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Asks until it is let in or refused.</summary>
    /// <param name="peers">Addresses of peer ports, http or https.</param>
    /// <param name="patience">For peers that do not answer yet, or are busy: nodes are started in any order.</param>
    /// <param name="waits">Called with what it waits for, for a log.</param>
    /// <exception cref="JoinRefusedException">Not let in.</exception>
    public async Task<JoinTicket> JoinAsync(
        IReadOnlyList<Uri> peers, JoinRequest request, TimeSpan patience, Action<string> waits, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var told = ""; ;)
        {
            var (ticket, reason) = await RoundAsync(peers, request, cancellationToken);
            if (ticket is not null)
                return ticket;
            if (time.GetElapsedTime(started) > patience)
                throw new JoinRefusedException($"{request.Name} was not let into the cluster within {patience.TotalSeconds:0} s: {reason}");
            if (reason != told)
                waits(told = reason);
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(150, 400)), time, cancellationToken);
        }
    }

    private async Task<(JoinTicket? Ticket, string Reason)> RoundAsync(IReadOnlyList<Uri> peers, JoinRequest request, CancellationToken cancellationToken)
    {
        var reason = $"no member answers at {string.Join(", ", peers.Select(peer => peer.Authority))}. Give the peer port (--raft) of a node that runs.";
        foreach (var peer in peers)
        {
            foreach (var node in await NodesAsync(peer, cancellationToken))
            {
                switch (await door.AskAsync(node, request, cancellationToken))
                {
                    case JoinAnswer.Accepted accepted:
                        return (accepted.Ticket, "");
                    case JoinAnswer.Refused refused:
                        throw new JoinRefusedException(refused.Reason);
                    case JoinAnswer.Busy busy:
                        reason = busy.Reason;
                        break;
                    default:
                        reason = $"{node.Authority} does not answer.";
                        break;
                }
            }
        }

        return (null, reason);
    }

    /// <summary>The nodes whose members are known at a peer port; empty when nothing answers there.</summary>
    private async Task<IReadOnlyList<Uri>> NodesAsync(Uri peer, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var response = await http.GetAsync(new Uri(peer, "/members"), HttpCompletionOption.ResponseHeadersRead, either.Token);
            response.EnsureSuccessStatusCode();
            await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(either.Token), LargestList);
            var rows = await JsonSerializer.DeserializeAsync(body, PeerListJson.Default.PeerRowArray, either.Token) ?? [];
            return [.. rows.SelectMany(row => row.ClientURLs ?? []).Where(url => Uri.IsWellFormedUriString(url, UriKind.Absolute)).Select(url => new Uri(url)).Where(url => url.Scheme is "http" or "https").Distinct()];
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or JsonException or AnswerTooLargeException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }
}

/// <summary>A line of a peer port's list of members.</summary>
internal sealed record PeerRow(string[]? ClientURLs = null);

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(PeerRow[]))]
internal sealed partial class PeerListJson : JsonSerializerContext;
