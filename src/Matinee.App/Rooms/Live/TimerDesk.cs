using System.Collections.Concurrent;
using Matinee.App.Rooms.State;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Lets rooms do what they do by themselves: the next film, the end of a vote, of a ready check, of a wait, and the waits. Each node
/// of a room does it; the command is named by the room, its version and the timer, so that one of them wins.
/// </summary>
internal sealed class TimerDesk(RoomClock clock, RoomWriter writer, TimeProvider time, ILogger<TimerDesk> logger) : IRoomObserver
{
    /// <summary>Waits follow from reports, which come each second.</summary>
    private static readonly TimeSpan WaitLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<RoomFeed, Armed> _armed = new();

    public void Observe(RoomFeed feed, RoomView view, RoomNews? news)
    {
        if (news is RoomNews.Played { Playback.WaitingFor: { } waiting })
        {
            lock (feed.PlayersGate)
                feed.Players.Waited(waiting.Members.Select(member => member.Id));
        }

        if (news is RoomNews.Attended attended)
        {
            lock (feed.PlayersGate)
            {
                foreach (var left in attended.Moves.Where(move => move.Op == MemberOp.Left))
                    feed.Players.Forget(left.Member.Id);
            }
        }

        var armed = _armed.GetOrAdd(feed, key => new Armed(time.CreateTimer(_ => Tick(key), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)));
        Arm(armed, view.State);
    }

    public void Forget(RoomFeed feed)
    {
        if (_armed.TryRemove(feed, out var armed))
            armed.Timer.Dispose();
    }

    // Whoever plays may stall, and whoever is waited for may recover: those rooms are looked at again and again.
    private void Arm(Armed armed, RoomState state)
    {
        var next = RoomTimers.Next(state) is { } timer ? TimeSpan.FromMilliseconds(Math.Clamp(timer.Due - clock.Now, 1, Longest.TotalMilliseconds)) : Longest;
        var watches = state.Settings.Waiting != RoomWaiting.Never && !state.Present.IsEmpty && (state.Playback.Playing || state.Playback.WaitingFor is not null);
        armed.Timer.Change(watches && next > WaitLook ? WaitLook : next, Timeout.InfiniteTimeSpan);
    }

    private void Tick(RoomFeed feed) => _ = RunAsync(feed);

    private async Task RunAsync(RoomFeed feed)
    {
        if (!_armed.TryGetValue(feed, out var armed) || Interlocked.Exchange(ref armed.Busy, 1) == 1)
            return;
        try
        {
            await FireAsync(feed);
            Arm(armed, feed.View.State);
        }
        catch (Exception e)
        {
            // The boundary of a loop: the timer is set again below, whatever it was.
            RoomsLog.TimerFailed(logger, feed.Id, e);
            Rearm(armed);
        }
        finally
        {
            Interlocked.Exchange(ref armed.Busy, 0);
        }
    }

    private async Task FireAsync(RoomFeed feed)
    {
        var view = feed.View;
        if (RoomTimers.Next(view.State) is { } timer && timer.Due <= clock.Now)
            await ChangeAsync(feed, view, timer.Name, (state, id, now) => RoomTimers.Fire(state, timer, id, now));
        else if (IsOver(feed, view.State))
            await ChangeAsync(feed, view, "recovered", (state, id, now) => RoomTimers.Resume(state, id, now, Lead(feed)));
        else if (Begin(feed, view.State) is { } waiting)
            await ChangeAsync(feed, view, "wait", (state, id, now) => state.Playback.Playing ? RoomTimers.Wait(state, waiting, id, now) : RoomDecision.LeftAsItIs.Instance);
    }

    public double Lead(RoomFeed feed)
    {
        lock (feed.PlayersGate)
            return StartLead.For(feed.Players.RoundTrips(clock.Now));
    }

    private WaitingFor? Begin(RoomFeed feed, RoomState state)
    {
        lock (feed.PlayersGate)
            return WaitingPolicy.Begin(state, feed.Players, clock.Now);
    }

    private bool IsOver(RoomFeed feed, RoomState state)
    {
        lock (feed.PlayersGate)
            return WaitingPolicy.IsOver(state, feed.Players, clock.Now);
    }

    private Task<CommandOutcome> ChangeAsync(RoomFeed feed, RoomView seen, string name, Func<RoomState, CommandId, double, RoomDecision> decide) => writer.ChangeAsync(
        feed, $"{feed.Id}:{seen.Version}:{name}", view => view.Version == seen.Version ? decide(view.State, CommandId.New(time), clock.Now) : RoomDecision.LeftAsItIs.Instance,
        CancellationToken.None);

    private static void Rearm(Armed armed)
    {
        try
        {
            armed.Timer.Change(RetryAfter, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The room was closed meanwhile.
        }
    }

    private sealed class Armed(ITimer timer)
    {
        public ITimer Timer => timer;

        public int Busy;
    }
}
