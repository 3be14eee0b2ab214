using System.Diagnostics;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Channels;

/// <summary>What channels need by the clock: closing, looking for lost hints, and telling members who came and went.</summary>
internal sealed class ChannelCare(ChannelHub hub, ChannelOptions options)
{
    private const int SoonUpTo = 200;
    private const int TellUpTo = 1000;
    private const int SlowBeats = 4;
    private readonly Lock _gate = new();
    private Dictionary<string, Dictionary<string, (Publisher Who, bool Joined)>> _changes = new(StringComparer.Ordinal);
    private long _lookedAt = Stopwatch.GetTimestamp();

    /// <summary>Somebody joined or left; who does both between two beats is not told of.</summary>
    public void Note(string channel, Publisher who, bool joined)
    {
        lock (_gate)
        {
            if (!_changes.TryGetValue(channel, out var changes))
                _changes[channel] = changes = new(StringComparer.Ordinal);
            if (changes.TryGetValue(who.Client, out var before) && before.Joined != joined)
                changes.Remove(who.Client);
            else
                changes[who.Client] = (who, joined);
        }
    }

    /// <summary>Each beat to 200 members, each fourth to 1,000; above that nobody can read it, and there are figures to ask for.</summary>
    public void TellJoins(long beat)
    {
        Dictionary<string, Dictionary<string, (Publisher Who, bool Joined)>> due;
        lock (_gate)
        {
            if (_changes.Count == 0)
                return;
            due = _changes;
            _changes = new(StringComparer.Ordinal);
        }

        foreach (var (name, changes) in due)
        {
            if (hub.Find(name) is not { Rules.JoinLeave: true } channel)
                continue;
            var members = channel.Members;
            if (members.Length is > SoonUpTo and <= TellUpTo && beat % SlowBeats != 0)
                Keep(name, changes);
            else if (members.Length <= TellUpTo)
                Tell(channel, members, changes.Values);
        }
    }

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await hub.SweepAsync();
        if (Stopwatch.GetElapsedTime(_lookedAt) < options.LookInterval)
            return;
        _lookedAt = Stopwatch.GetTimestamp();
        foreach (var channel in hub.Open)
        {
            try
            {
                await channel.LookAsync(cancellationToken);
            }
            catch (BrokerUnavailableException)
            {
                return; // its health is told elsewhere
            }
        }
    }

    private static void Tell(LiveChannel channel, Subscription[] members, IEnumerable<(Publisher Who, bool Joined)> changes)
    {
        foreach (var (who, joined) in changes)
        {
            var frame = new SharedFrame(channel.Name, joined ? new JoinPush(who) : new LeavePush(who));
            foreach (var member in members.Where(m => m.WantsJoinLeave && m.Who.Client != who.Client))
                member.Deliver(frame, FrameClass.Signal);
        }
    }

    private void Keep(string channel, Dictionary<string, (Publisher Who, bool Joined)> changes)
    {
        lock (_gate)
        {
            if (!_changes.TryGetValue(channel, out var newer))
            {
                _changes[channel] = changes;
                return;
            }

            foreach (var (client, change) in changes)
            {
                if (newer.TryGetValue(client, out var later) && later.Joined != change.Joined)
                    newer.Remove(client);
                else
                    newer.TryAdd(client, change);
            }
        }
    }
}
