using System.Diagnostics;
using Matinee.Load.Peers;

namespace Matinee.Load.Tables;

/// <summary>Members that lose their connections and come back.</summary>
internal sealed class ResumeStorm : IDisposable
{
    private const int Bytes = 100;
    private const int PerSecond = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(0.5);
    private readonly PeerServer _server;
    private readonly Crowd _crowd;

    private ResumeStorm(PeerServer server, Crowd crowd) => (_server, _crowd) = (server, crowd);

    public int Recovered => _crowd.Members.Count(member => member.Recovered);

    public long Missed => _crowd.Tally.Lost + _crowd.Members.Sum(member => (long)(_crowd.Topics[0].Published - member.Expected));

    public long Twice => _crowd.Tally.Twice;

    public static ResumeStorm Gather(Peer peer, PeerServer server, int members)
    {
        var storm = new ResumeStorm(server, Crowd.Join(peer, [server], 1, members, Bytes));
        storm._crowd.Pace(TimeSpan.FromSeconds(1), PerSecond);
        return storm;
    }

    /// <summary>Every member is cut off; five publications go by without them.</summary>
    public void Drop()
    {
        _crowd.Members.ForEach(member => member.Drop());
        var timer = _crowd.Loop.Every(TimeSpan.FromSeconds(1.0 / PerSecond), () => _crowd.Publish(_crowd.Topics[0]));
        _crowd.Loop.Run(Away);
        _crowd.Loop.Stop(timer);
    }

    /// <summary>The server dies and starts again.</summary>
    public async Task RestartAsync()
    {
        await _server.KillAsync();
        _crowd.Members.ForEach(member => member.Drop());
        _crowd.DropPublishers();
        await _server.StartAgainAsync();
        _crowd.ReconnectPublishers();
    }

    /// <summary>All come back while publications go on. The time until each has what was published by then.</summary>
    public TimeSpan Return()
    {
        var topic = _crowd.Topics[0];
        var began = Stopwatch.GetTimestamp();
        var timer = _crowd.Loop.Every(TimeSpan.FromSeconds(1.0 / PerSecond), () => _crowd.Publish(topic));
        _crowd.Loop.Connect(_crowd.Members, Crowd.ConnectsPerSecond, Patience);
        _crowd.Loop.Stop(timer);
        // One more, so that everybody who missed something finds out.
        _crowd.Publish(topic);
        _crowd.Loop.Run(() => _crowd.Members.TrueForAll(member => member.Expected == topic.Published), Patience,
            () => $"{_crowd.Members.Count(member => member.Expected < topic.Published)} members have not everything");
        return Stopwatch.GetElapsedTime(began);
    }

    public void Dispose() => _crowd.Dispose();
}
