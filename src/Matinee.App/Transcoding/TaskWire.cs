using Matinee.App.Fleet;

namespace Matinee.App.Transcoding;

/// <summary>What workers and coordinators say to each other over HTTP.</summary>
internal static class TaskWire
{
    /// <summary>Of these messages; a worker of another one is told to update.</summary>
    public const int Protocol = 1;

    public const string TaskTokenHeader = "X-Task-Token";

    public const string HashHeader = "X-Content-Sha256";

    /// <summary>What most networks let an idle connection live for, with a margin.</summary>
    public static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(25);

    /// <summary>The name of an output in an address.</summary>
    public static string NameOf(OutputKind kind, string rendition, long number) => $"{kind.ToString().ToLowerInvariant()}-{rendition}-{number}";
}

/// <param name="Name">Ignored for a worker that comes with its key.</param>
internal sealed record RegisterAsk(
    int Protocol, string Name, int Slots, string FfmpegVersion, IReadOnlyList<WorkerEncoder> Encoders, IReadOnlyList<string> Filters, int Cores, long MemoryBytes);

/// <param name="Key">Shown once: for a worker that came with an enrolment token.</param>
internal sealed record RegisterAnswer(string WorkerId, string Name, string? Key, long Incarnation, double HeartbeatSeconds, double LeaseSeconds);

/// <param name="Holding">Tasks that it has; a lease of which it does not know is taken back.</param>
internal sealed record LeaseAsk(long Incarnation, int Light, int First, int Bulk, double WaitSeconds, IReadOnlyList<string> Holding);

/// <param name="Token">The right to this task, for every call about it.</param>
internal sealed record LeaseAnswer(LeasedTask Task, string Token);

/// <param name="Leaving">It ends now, and will not be heard of again.</param>
internal sealed record BeatAsk(long Incarnation, IReadOnlyList<BeatTask> Tasks, bool Leaving = false);

internal sealed record BeatTask(string Token, long Frames, double Speed);

/// <param name="Order">Empty, or how the worker shall end: drain, graceful, immediate.</param>
/// <param name="Tasks">In the order of the question.</param>
internal sealed record BeatAnswer(bool Draining, string Order, IReadOnlyList<BeatTaskAnswer> Tasks);

/// <param name="Token">A fresh one, when the old one will expire soon.</param>
internal sealed record BeatTaskAnswer(TaskReply Reply, string? Token);

/// <summary>An output without its key, which the coordinator chooses.</summary>
internal sealed record WireOutput(OutputKind Kind, string Rendition, long Number, long Bytes, string Sha256);

internal sealed record ProgressAsk(long Frames, IReadOnlyList<WireOutput> Outputs);

internal sealed record CompleteAsk(IReadOnlyList<WireOutput> Outputs, string? Result, double CpuSeconds);

internal sealed record FailAsk(FaultClass Class, string Code, string Detail, double CpuSeconds);

/// <summary>Where the source is read from: a signed address, or null for the coordinator's own route.</summary>
internal sealed record SourceAnswer(Uri? Url);

internal sealed record ObjectsAsk(IReadOnlyList<WireOutput> Outputs);

/// <param name="Objects">In the order of the question.</param>
internal sealed record ObjectsAnswer(IReadOnlyList<ObjectAddress> Objects);

/// <param name="Url">A signed address to PUT to, with these headers; null for the coordinator's own route.</param>
internal sealed record ObjectAddress(string Key, Uri? Url, IReadOnlyDictionary<string, string>? Headers);
