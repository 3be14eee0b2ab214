namespace Matinee.Client.Fleet;

/// <summary>A worker as the server knows it.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c>, <c>offline</c>, <c>draining</c> or <c>quarantined</c>.</param>
/// <param name="Codecs">That it can encode, proved by doing it.</param>
public sealed record WorkerState(
    string Id, string Name, bool Gpu, string Status, int ActiveTasks, int Slots, IReadOnlyList<string> Codecs, DateTimeOffset LastHeartbeatAt)
{
    /// <summary>Why it is drained or quarantined.</summary>
    public string? Reason { get; init; }

    public string? FfmpegVersion { get; init; }

    public int Cores { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>Frames a second that its fastest encoder has shown.</summary>
    public double Speed { get; init; }

    /// <summary>For administrators.</summary>
    public string? Address { get; init; }
}

/// <param name="Wanted">Started workers that there shall be now, the new ones included.</param>
/// <param name="Executor">Who starts them.</param>
public sealed record AddedWorkers(int Wanted, string Executor);

/// <param name="Token">Serves any number of workers until it expires.</param>
/// <param name="Command">The whole command for the other machine.</param>
public sealed record EnrolmentToken(string Token, DateTimeOffset ExpiresAt, string? Coordinator, string? Command)
{
    // Secrets must not reach a log by way of a record's own text.
    public override string ToString() => $"(enrolment token until {ExpiresAt:u})";
}
