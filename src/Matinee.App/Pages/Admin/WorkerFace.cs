using System.Collections.Immutable;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>A worker as a line of the table.</summary>
/// <param name="Status">healthy, degraded, draining, quarantined, leaving (removed, but still there) or offline.</param>
/// <param name="Reason">Why it is drained or quarantined.</param>
/// <param name="Shown">Frames a second that its fastest encoder has shown when it registered.</param>
public sealed record WorkerFace(
    string Id, string Name, string Status, string? Reason, int Slots, double Shown, ImmutableArray<ShownEncoder> Encoders,
    string Ffmpeg, int Cores, long MemoryBytes, string? Address, long HeartbeatAt)
{
    /// <summary>Tasks in hand.</summary>
    public int Active { get; init; }

    public WorkerTally Tally { get; init; } = new();

    /// <summary>Frames a second of what it has in hand.</summary>
    public double FramesPerSecond { get; init; }

    public bool IsGone => Status == "offline";

    public bool TakesWork => Status is "healthy" or "degraded";

    public bool MayEnable => Status is "draining" or "quarantined";

    public bool HasGpu => Encoders.Any(encoder => encoder.Hardware);

    public string Dot => Status switch { "healthy" => "ok", "degraded" => "warn", "draining" or "leaving" => "wait", "quarantined" => "air", _ => "fail" };
}

/// <summary>An encoder that a worker has shown.</summary>
/// <param name="Name">As ffmpeg calls it.</param>
public sealed record ShownEncoder(string Name, double FramesPerSecond, bool Hardware);
