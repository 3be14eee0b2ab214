using System.Collections.Immutable;

namespace Matinee.App.Fleet;

/// <summary>What a worker says of itself when it registers.</summary>
/// <param name="Name">Unique and lasting; a restart registers under the same one.</param>
/// <param name="Slots">Bulk tasks at a time.</param>
/// <param name="Address">Where it is, for people: an address, or <c>node:NAME</c> for the worker inside a node.</param>
public sealed record WorkerProfile(string Name, int Slots, WorkerAbilities Abilities, string Address = "");

/// <summary>What a machine has shown that it can do.</summary>
/// <param name="Encoders">Each has really encoded.</param>
/// <param name="MemoryBytes">0 when unknown.</param>
public sealed record WorkerAbilities(
    string FfmpegVersion, ImmutableArray<WorkerEncoder> Encoders, ImmutableArray<string> Filters, int Cores, long MemoryBytes)
{
    /// <summary>Of the fastest encoder; 0 when none was measured.</summary>
    public double Speed => Encoders.Select(encoder => encoder.FramesPerSecond).DefaultIfEmpty(0).Max();
}

/// <param name="Key"><c>ENCODER/FFMPEGVERSION</c>: both are written into every init segment, so renditions never mix two.</param>
/// <param name="Codec">Such as h264.</param>
public sealed record WorkerEncoder(string Key, string Codec, double FramesPerSecond, bool Hardware);

/// <summary>A start of a worker. Times are null where nobody has said them.</summary>
public sealed record WorkerRegistration(WorkerId Id, long Incarnation)
{
    /// <summary>How often the coordinator wants to hear of it.</summary>
    public TimeSpan? HeartbeatEvery { get; init; }

    /// <summary>After so long a silence its tasks are somebody else's.</summary>
    public TimeSpan? LeaseTime { get; init; }
}
