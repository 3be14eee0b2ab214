namespace Matinee.Testing.Faults;

/// <summary>What a <see cref="ChaosProxy"/> does to the traffic. Nothing by default.</summary>
public sealed record ChaosWeather
{
    public static readonly ChaosWeather Fair = new();

    /// <summary>Added to every piece, each way. Order is kept, and pieces overlap: latency is not a lower rate.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>At most so much on top of the latency, drawn for each piece.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Connections are refused as by a port on which nobody listens; open ones live on.</summary>
    public bool Refuse { get; init; }

    /// <summary>New connections are reset as soon as they are made, open ones at their next piece.</summary>
    public bool Reset { get; init; }

    /// <summary>Share of requests whose connection is reset: before they arrive, or within their answer.</summary>
    public double ResetShare { get; init; }

    /// <summary>Bytes a second and direction of one connection.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>A connection is cut (FIN both ways) after so many bytes towards the client.</summary>
    public long? CutAfterBytes { get; init; }

    /// <summary>The client sees the end of the answers at once, while what it sends still arrives.</summary>
    public bool HalfClose { get; init; }

    /// <summary>Share of requests that are answered 503 without being passed on.</summary>
    public double UnavailableShare { get; init; }
}
