using System.Collections.Concurrent;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Nodes;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Hosting;

namespace Matinee.App.Rooms.Live;

/// <summary>How one member's player is, as another node tells it.</summary>
internal sealed record RelayedReport(RoomId Room, UserId User, PlayerState State, double RoundTrip);

/// <summary>All that one node has heard in a moment.</summary>
internal sealed record RelayedReports(string Node, IReadOnlyList<RelayedReport> Reports);

/// <summary>
/// What players report of themselves: who has stalled, and how far away everybody is. A room may be on many nodes, so each tells
/// the others what its own members have said. A report that is lost is followed by the next.
/// </summary>
internal sealed class ReportDesk(RoomFeeds feeds, RoomClock clock, INodeBus bus, NodeIdentity node, TimeProvider time) : BackgroundService
{
    private const string Topic = "room-reports";
    private const int MostAtOnce = 1000;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<(RoomId, UserId), RelayedReport> _heard = new();

    /// <param name="payload">JSON as a client published it.</param>
    public void Take(RoomId room, UserId user, ReadOnlyMemory<byte> payload)
    {
        if (Read(payload) is not { Kind: "report", State: { } state } report)
            return;
        var relayed = new RelayedReport(room, user, state, report.Rtt ?? 0);
        Note(relayed);
        _heard[(room, user)] = relayed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var listening = await PatientListening.StartAsync(bus, Topic, Hear, time, stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var reports = new List<RelayedReport>();
            foreach (var key in _heard.Keys.Take(MostAtOnce))
            {
                if (_heard.TryRemove(key, out var report))
                    reports.Add(report);
            }

            if (reports.Count == 0)
                continue;
            try
            {
                await bus.SendAsync(Topic, JsonSerializer.SerializeToUtf8Bytes(new RelayedReports(node.Id, reports), CallJson.Default.RelayedReports), stoppingToken);
            }
            catch (BrokerUnavailableException)
            {
                // The next reports come in a second.
            }
        }
    }

    private void Hear(ReadOnlyMemory<byte> message)
    {
        try
        {
            if (JsonSerializer.Deserialize(message.Span, CallJson.Default.RelayedReports) is { } relayed && relayed.Node != node.Id)
            {
                foreach (var report in relayed.Reports)
                    Note(report);
            }
        }
        catch (JsonException)
        {
            // A node of another version.
        }
    }

    private void Note(RelayedReport report)
    {
        if (feeds.Find(report.Room) is not { } feed || !feed.View.State.Present.ContainsKey(report.User))
            return;
        lock (feed.PlayersGate)
            feed.Players.Report(report.User, report.State, report.RoundTrip, clock.Now);
    }

    private static PlayerReport? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, CallJson.Default.PlayerReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
