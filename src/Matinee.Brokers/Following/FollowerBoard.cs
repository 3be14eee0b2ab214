using System.Collections.Concurrent;
using System.Collections.Immutable;
using Matinee.Brokers.Logs;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Following;

/// <summary>Who on this node follows which channel.</summary>
internal sealed class FollowerBoard
{
    private readonly ConcurrentDictionary<string, ImmutableArray<Follower>> _followers = new(StringComparer.Ordinal);

    public IEnumerable<string> Channels => _followers.Keys;

    public bool IsFollowed(string channel) => _followers.ContainsKey(channel);

    public Follower Add(string channel, IChannelListener listener)
    {
        var follower = new Follower(listener);
        _followers.AddOrUpdate(channel, [follower], (_, all) => all.Add(follower));
        return follower;
    }

    public void Remove(string channel, Follower follower)
    {
        follower.End();
        while (_followers.TryGetValue(channel, out var all))
        {
            var rest = all.Remove(follower);
            if (rest.IsEmpty ? _followers.TryRemove(new(channel, all)) : _followers.TryUpdate(channel, rest, all))
                return;
        }
    }

    public void Tell(string channel, LogRecord record)
    {
        foreach (var follower in Of(channel))
            follower.Tell(record);
    }

    public void TellSignal(string channel, ReadOnlyMemory<byte> signal)
    {
        foreach (var follower in Of(channel))
            follower.TellSignal(signal);
    }

    public void TellDoubt(string channel)
    {
        foreach (var follower in Of(channel))
            follower.TellDoubt();
    }

    private ImmutableArray<Follower> Of(string channel) => _followers.TryGetValue(channel, out var all) ? all : [];
}
