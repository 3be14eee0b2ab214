using System.Diagnostics;
using Matinee.Load.Figures;
using Matinee.Load.Peers;
using Matinee.Load.Sockets;

namespace Matinee.Load.Tables;

/// <summary>The members of some topics, spread over the nodes of a service, and one publisher a topic.</summary>
internal sealed class Crowd : IDisposable
{
    public const int ConnectsPerSecond = 4000;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);
    private readonly List<LoadSocket> _publishers = [];
    private readonly byte[] _payload;

    private Crowd(int bytes) => _payload = new byte[bytes];

    public LoadLoop Loop { get; } = new();

    public Tally Tally { get; } = new();

    public List<Topic> Topics { get; } = [];

    public List<LoadSocket> Members { get; } = [];

    /// <summary>Of the connects: from the first to all being ready.</summary>
    public TimeSpan Joining { get; private set; }

    /// <param name="bytes">Of a payload; what a server puts around it comes on top.</param>
    public static Crowd Join(Peer peer, IReadOnlyList<PeerServer> nodes, int topics, int membersEach, int bytes)
    {
        var crowd = new Crowd(bytes);
        LoadServer[] servers = [.. nodes.Select(node => new LoadServer(node.Port, peer.Dialect))];
        var run = Guid.NewGuid().ToString("N")[..8];
        for (var t = 0; t < topics; t++)
        {
            var topic = new Topic($"load-{run}-{t}", crowd.Tally);
            crowd.Topics.Add(topic);
            for (var m = 0; m < membersEach; m++)
                crowd.Members.Add(crowd.Loop.Create(servers[m % servers.Length], topic, SocketRole.Member));
            crowd._publishers.Add(crowd.Loop.Create(servers[t % servers.Length], topic, SocketRole.Publisher));
        }

        var began = Stopwatch.GetTimestamp();
        try
        {
            crowd.Loop.Connect([.. crowd.Members, .. crowd._publishers], ConnectsPerSecond, ConnectPatience);
            crowd.Joining = Stopwatch.GetElapsedTime(began);
            crowd.Loop.Run(Settling);
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <summary>Adds members that join and never read again.</summary>
    public void AddStalled(Peer peer, PeerServer node, int count)
    {
        var server = new LoadServer(node.Port, peer.Dialect);
        Loop.Connect([.. Enumerable.Range(0, count).Select(i => Loop.Create(server, Topics[i % Topics.Count], SocketRole.Stalled))], ConnectsPerSecond, ConnectPatience);
    }

    /// <summary>As fast as it goes: so many publications of each topic are under way at any time.</summary>
    public void Flood(TimeSpan time, int underWay)
    {
        foreach (var topic in Topics)
            topic.OnCompleted = _ => Publish(topic);
        foreach (var topic in Topics)
        {
            for (var i = 0; i < underWay; i++)
                Publish(topic);
        }

        Loop.Run(time);
        Topics.ForEach(topic => topic.OnCompleted = null);
        Drain();
    }

    /// <summary>So many publications a second, in turn over all topics, whatever becomes of them; then waits for what is under way.</summary>
    public void Pace(TimeSpan time, double perSecond)
    {
        var next = 0;
        var timer = Loop.Every(TimeSpan.FromSeconds(1 / perSecond), () => Publish(Topics[next++ % Topics.Count]));
        Loop.Run(time);
        Loop.Stop(timer);
        Drain();
    }

    public void Publish(Topic topic)
    {
        topic.Begin(_payload);
        _publishers[Topics.IndexOf(topic)].Publish(_payload);
    }

    public void DropPublishers() => _publishers.ForEach(publisher => publisher.Drop());

    public void ReconnectPublishers() => Loop.Connect(_publishers, ConnectsPerSecond, ConnectPatience);

    public void Dispose() => Loop.Dispose();

    private void Drain() => Loop.Run(
        () => Topics.TrueForAll(topic => topic.UnderWay == 0), DrainPatience, () => $"{Topics.Sum(topic => topic.UnderWay)} publications have not reached all; {Tally.Lost} lost, {Tally.Twice} twice");
}
