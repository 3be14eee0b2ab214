using System.Collections.Concurrent;
using System.Text;
using Matinee.App.Nodes;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Rooms.Live;

/// <summary>Tells who has gone, and notices nodes that do not answer any more: their members have gone with them.</summary>
internal sealed class AttendanceWorker(
    RoomFeeds feeds, Attendance attendance, INodeBus bus, NodeIdentity node, TimeProvider time, ILogger<AttendanceWorker> logger) : BackgroundService
{
    private const string Topic = "rooms";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    // As long as the presence of channels keeps a silent node: a way that is cut for some seconds is no farewell of everybody behind it.
    private static readonly TimeSpan SilentIsDead = TimeSpan.FromSeconds(20);

    private readonly string _speaker = RoomSpeaker.Of(node);
    private readonly ConcurrentDictionary<string, long> _heard = new(StringComparer.Ordinal);
    private long _deafUntil;

    /// <summary>Whoever was here through this node is not any more: the others need not find that out.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var feed in feeds.All)
        {
            attendance.Forget(feed);
            await SettleAsync(feed, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _deafUntil = time.GetTimestamp();
        await using var listening = await PatientListening.StartAsync(
            bus, Topic, message => _heard[Encoding.UTF8.GetString(message.Span)] = time.GetTimestamp(), time, stoppingToken);
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await bus.SendAsync(Topic, Encoding.UTF8.GetBytes(_speaker), stoppingToken);
            }
            catch (BrokerUnavailableException)
            {
                _deafUntil = time.GetTimestamp(); // nobody is dead because we hear nothing
            }

            foreach (var feed in feeds.All)
                await LookAsync(feed, stoppingToken);
        }
    }

    private async Task LookAsync(RoomFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            attendance.Compare(feed.Id);
            await SettleAsync(feed, cancellationToken);
            var isDeaf = time.GetElapsedTime(_deafUntil) < SilentIsDead || !Hears(_speaker);
            foreach (var other in feed.View.State.Present.Values.SelectMany(present => present.Nodes.Keys).Distinct()
                .Where(other => RoomSpeaker.IsFormer(other, node) || !isDeaf && !Hears(other)).ToArray())
            {
                RoomsLog.NodeGone(logger, other);
                await attendance.BuryAsync(feed, other, cancellationToken);
            }
        }
        catch (Exception e) when (e is BrokerUnavailableException or ObjectDisposedException)
        {
            RoomsLog.AttendanceFailed(logger, feed.Id, e);
        }
    }

    private async Task SettleAsync(RoomFeed feed, CancellationToken cancellationToken)
    {
        foreach (var user in attendance.Unsettled(feed).ToArray())
            await attendance.SettleAsync(feed, user, cancellationToken);
    }

    private bool Hears(string other) => _heard.TryGetValue(other, out var at) && time.GetElapsedTime(at) < SilentIsDead;
}
