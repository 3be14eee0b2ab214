namespace Matinee.App.Fleet;

/// <summary>A row of <c>workers</c>.</summary>
internal sealed class WorkerRow
{
    public const string Columns = """
        id AS Id, name AS Name, incarnation AS Incarnation, slots AS Slots, address AS Address, ffmpeg_version AS FfmpegVersion,
        cores AS Cores, memory_bytes AS MemoryBytes, speed AS Speed, state AS State, state_reason AS Reason, order_mode AS OrderMode,
        key_hash AS KeyHash, registered_at AS RegisteredAt, last_heartbeat AS LastHeartbeat
        """;

    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public long Incarnation { get; set; }

    public int Slots { get; set; }

    public string Address { get; set; } = "";

    public string FfmpegVersion { get; set; } = "";

    public int Cores { get; set; }

    public long MemoryBytes { get; set; }

    public double Speed { get; set; }

    /// <summary>active, draining, quarantined or removed.</summary>
    public string State { get; set; } = "";

    public string Reason { get; set; } = "";

    /// <summary>Empty, or how it shall end: drain, graceful, immediate.</summary>
    public string OrderMode { get; set; } = "";

    public string? KeyHash { get; set; }

    public long RegisteredAt { get; set; }

    public long LastHeartbeat { get; set; }

    /// <summary>By the database's clock.</summary>
    public long SilentMs { get; set; }

    public WorkerId WorkerId => new(Id);

    /// <summary>The word a client reads.</summary>
    /// <param name="lifetime">Silent for this long is gone.</param>
    public string Status(TimeSpan lifetime)
    {
        if (SilentMs > lifetime.TotalMilliseconds)
            return "offline";
        return State switch
        {
            "quarantined" => "quarantined",
            "draining" or "removed" => "draining",
            _ when OrderMode.Length > 0 => "draining",
            _ => SilentMs > lifetime.TotalMilliseconds / 2 ? "degraded" : "healthy",
        };
    }
}

/// <summary>A row of <c>worker_encoders</c>.</summary>
internal sealed class EncoderRow
{
    public string WorkerId { get; set; } = "";

    public string EncoderKey { get; set; } = "";

    public string Codec { get; set; } = "";

    public double FramesPerSecond { get; set; }

    public bool Hardware { get; set; }
}
