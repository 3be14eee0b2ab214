using Matinee.App.Database;

namespace Matinee.Adapters.Postgres;

/// <summary>
/// What waits to be told, each thing once, and its text on the wire: <c>ORIGIN</c>, then a line <c>TOPIC KEY</c> each. A topic
/// with too many keys becomes "anything of it". Bounded by the number of topics.
/// </summary>
internal sealed class WakeBatch(string origin)
{
    // PostgreSQL takes payloads below 8,000 bytes.
    private const int LongestPayload = 7_900;
    private const int MostKeys = 300;
    private const int MostTopics = 32;
    private const int LongestWord = 64;

    /// <summary>Stands for "anything"; no key is spelt so.</summary>
    private const string Anything = "*";

    private readonly Lock _lock = new();
    private Dictionary<string, HashSet<string>> _waiting = [];

    /// <returns>True when nothing waited before.</returns>
    public bool Add(string topic, string key)
    {
        lock (_lock)
        {
            var first = _waiting.Count == 0;
            if (!_waiting.TryGetValue(topic, out var keys))
            {
                if (_waiting.Count >= MostTopics)
                    return first;
                _waiting[topic] = keys = [];
            }

            if (keys.Count < MostKeys)
                keys.Add(IsWord(key) ? key : Anything);
            else
                keys.Add(Anything);
            return first;
        }
    }

    /// <summary>The texts to send; nothing waits afterwards.</summary>
    public string[] Take()
    {
        Dictionary<string, HashSet<string>> taken;
        lock (_lock)
            (taken, _waiting) = (_waiting, []);
        List<string> payloads = [];
        var text = new System.Text.StringBuilder(origin);
        foreach (var (topic, keys) in taken)
        {
            foreach (var key in keys.Contains(Anything) ? [Anything] : keys)
            {
                if (text.Length + topic.Length + key.Length + 2 > LongestPayload)
                {
                    payloads.Add(text.ToString());
                    text.Clear().Append(origin);
                }

                text.Append('\n').Append(topic).Append(' ').Append(key);
            }
        }

        payloads.Add(text.ToString());
        return [.. payloads];
    }

    /// <summary>Tells the board what another process sent; its own, and what is none of ours, is passed over.</summary>
    public void Read(string payload, WakeBoard board)
    {
        var lines = payload.Split('\n');
        if (lines[0] == origin)
            return;
        foreach (var line in lines.Skip(1))
        {
            if (line.Split(' ') is [var topic, var key])
                board.Tell(topic, key == Anything ? null : key);
        }
    }

    // ASCII, so that characters are bytes.
    private static bool IsWord(string key) => key.Length <= LongestWord && key.All(c => c is > ' ' and < (char)127) && key != Anything;
}
