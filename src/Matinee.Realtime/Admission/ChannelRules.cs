using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Admission;

/// <summary>What a channel is.</summary>
public sealed record ChannelRules
{
    public static ChannelRules Log { get; } = new();

    public static ChannelRules State { get; } = new() { Class = ChannelClass.State, Retention = Retention.LastValue };

    public static ChannelRules Signal { get; } = new() { Class = ChannelClass.Signal };

    public ChannelClass Class { get; init; } = ChannelClass.Log;

    public Retention Retention { get; init; } = Retention.Default;

    /// <summary>Members can be listed by those who are subscribed.</summary>
    public bool Presence { get; init; }

    /// <summary>Members hear who joins and leaves (up to 1,000 members; beyond it they ask for figures).</summary>
    public bool JoinLeave { get; init; }

    /// <summary>Members over the whole cluster, about; 0: no limit of its own.</summary>
    public int MostMembers { get; init; }
}
