using System.Collections.Concurrent;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Sessions;

/// <summary>The sessions of this node: by connection, by user, and by the secret that emulation brings.</summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, ClientSession> _byClient = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ClientSession> _bySecret = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<ClientSession>> _byUser = new(StringComparer.Ordinal);

    public SessionRegistry(RealtimeMeters meters)
    {
        meters.Connections = () => _byClient.Count;
        meters.QueuedBytes = () => _byClient.Values.Sum(s => (long)s.Connection.WaitingBytes);
    }

    public int Count => _byClient.Count;

    public IReadOnlyCollection<ClientSession> All => [.. _byClient.Values];

    /// <summary>New streams are refused from now on.</summary>
    public bool IsDraining { get; set; }

    public ClientSession? Find(string client) => _byClient.GetValueOrDefault(client);

    public ClientSession? FindBySecret(string secret) => _bySecret.GetValueOrDefault(secret);

    public IReadOnlyList<ClientSession> OfUser(string user)
    {
        lock (_gate)
            return _byUser.TryGetValue(user, out var sessions) ? [.. sessions] : [];
    }

    /// <summary>Ends the newest connections of a user who has too many.</summary>
    public void GiveUp(string user, int count)
    {
        // Ids are in the order in which they were given.
        foreach (var session in OfUser(user).OrderByDescending(session => session.Connection.Id, StringComparer.Ordinal).Take(count))
            session.Connection.Disconnect(Disconnects.ConnectionLimit);
    }

    /// <summary>Connections of each user of this node, the anonymous left out.</summary>
    public IReadOnlyList<(string User, int Connections)> Users()
    {
        lock (_gate)
            return [.. _byUser.Where(u => u.Key.Length > 0).Select(u => (u.Key, u.Value.Count))];
    }

    /// <summary>Returns how many connections its user has here now.</summary>
    public int Add(ClientSession session, string user, string? secret)
    {
        _byClient[session.Connection.Id] = session;
        if (secret is not null)
            _bySecret[secret] = session;
        lock (_gate)
        {
            if (!_byUser.TryGetValue(user, out var sessions))
                _byUser[user] = sessions = [];
            sessions.Add(session);
            return sessions.Count;
        }
    }

    public void Remove(ClientSession session, string user, string? secret)
    {
        _byClient.TryRemove(new(session.Connection.Id, session));
        if (secret is not null)
            _bySecret.TryRemove(new(secret, session));
        lock (_gate)
        {
            if (_byUser.TryGetValue(user, out var sessions) && sessions.Remove(session) && sessions.Count == 0)
                _byUser.Remove(user);
        }
    }
}
