namespace Matinee.Cluster.Placement;

/// <summary>
/// A session stays where it was first placed, also on a node that drains, until that is down or the session was silent for
/// too long. Bounded: of too many sessions those that were silent longest are forgotten, and placed anew.
/// </summary>
public sealed class StickySessions : IPlacement
{
    private readonly IPlacement _first;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private readonly int _most;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Seat>> _seats = new(StringComparer.Ordinal);
    private readonly LinkedList<Seat> _byAge = new();

    /// <param name="first">Where a new session goes.</param>
    public StickySessions(IPlacement first, TimeProvider time, TimeSpan? lifetime = null, int most = 100_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        (_first, _time, _lifetime, _most) = (first, time, lifetime ?? TimeSpan.FromHours(1), most);
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _seats.Count;
        }
    }

    public PlaceNode? Choose(IReadOnlyList<PlaceNode> nodes, PlaceRequest request)
    {
        if (request.Session is not { Length: > 0 } session)
            return _first.Choose(nodes, request);
        lock (_lock)
        {
            Forget();
            var seated = _seats.GetValueOrDefault(session)?.Value.NodeId;
            var chosen = nodes.FirstOrDefault(node => node.Id == seated && node.State != NodeState.Down) ?? _first.Choose(nodes, request);
            Remove(session);
            if (chosen is not null)
                _seats[session] = _byAge.AddLast(new Seat(session, chosen.Id, _time.GetTimestamp()));
            return chosen;
        }
    }

    private void Forget()
    {
        while (_byAge.First is { } oldest && (_seats.Count >= _most || _time.GetElapsedTime(oldest.Value.SeenAt) > _lifetime))
            Remove(oldest.Value.Session);
    }

    private void Remove(string session)
    {
        if (_seats.Remove(session, out var seat))
            _byAge.Remove(seat);
    }

    private sealed record Seat(string Session, string NodeId, long SeenAt);
}
