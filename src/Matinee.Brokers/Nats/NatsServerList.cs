using System.Security.Cryptography;

namespace Matinee.Brokers.Nats;

/// <summary>The servers that are tried in turn: those that were configured, and those that they told of.</summary>
internal sealed class NatsServerList
{
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly List<NatsServerAddress> _servers;
    private int _next;

    public NatsServerList(IEnumerable<NatsServerAddress> servers)
    {
        _servers = [.. servers.Distinct()];
        // Not every node asks the same server first.
        _next = RandomNumberGenerator.GetInt32(_servers.Count);
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _servers.Count;
        }
    }

    public NatsServerAddress Next()
    {
        lock (_gate)
            return _servers[_next++ % _servers.Count];
    }

    public void Learn(NatsServerFacts facts)
    {
        lock (_gate)
        {
            foreach (var text in facts.ConnectUrls ?? [])
            {
                if (_servers.Count < Most && NatsAddress.ParseAdvertised(text) is { } server && !_servers.Contains(server))
                    _servers.Add(server);
            }
        }
    }
}
