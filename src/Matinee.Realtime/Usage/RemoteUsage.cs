namespace Matinee.Realtime.Usage;

/// <summary>The connections of another node, as it told of them last.</summary>
internal sealed class RemoteUsage(string node, long incarnation)
{
    private readonly Dictionary<ulong, (int Count, long Round)> _counts = [];

    public string Node => node;

    public long Incarnation => incarnation;

    /// <summary>A timestamp of the time provider.</summary>
    public long HeardAt { get; set; }

    public int Total { get; private set; }

    public int Of(ulong key) => _counts.TryGetValue(key, out var known) ? known.Count : 0;

    public void Take(UsageMessage message)
    {
        Total = message.Total;
        foreach (var (key, count) in message.Counts)
        {
            if (count > 0)
                _counts[key] = (count, message.Round);
            else
                _counts.Remove(key);
        }

        if (!message.EndsRound)
            return;
        foreach (var (gone, _) in _counts.Where(known => known.Value.Round < message.Round).ToList())
            _counts.Remove(gone);
    }
}
