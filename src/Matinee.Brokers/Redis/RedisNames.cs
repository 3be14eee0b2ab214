namespace Matinee.Brokers.Redis;

/// <summary>Keys and channels. What stands between the braces is hashed by a cluster, so that all keys of a channel are on one server.</summary>
internal sealed class RedisNames(string prefix)
{
    public string Clock => $"{prefix}clock";

    public string Meta(string channel) => $"{prefix}{{{Tag(channel)}}}:m";

    public string Entries(string channel) => $"{prefix}{{{Tag(channel)}}}:l";

    public string Remembered(string channel, string word) => $"{prefix}{{{Tag(channel)}}}:d:{word}";

    public string Hints(string channel) => $"{prefix}h:{channel}";

    public string Signals(string channel) => $"{prefix}s:{channel}";

    public string Topic(string topic) => $"{prefix}t:{topic}";

    public string Value(string key) => $"{prefix}v:{key}";

    // A brace would end the part that is hashed.
    private static string Tag(string channel) =>
        channel.AsSpan().IndexOfAny('}', '%') < 0 ? channel : channel.Replace("%", "%25", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal);
}
