namespace Matinee.Media.Probing;

/// <summary>What a walk over every packet found, without decoding. Seconds count from the container's origin.</summary>
public sealed record PacketScan
{
    /// <summary>End of the last picture; the end of the last sound where there is no picture.</summary>
    public required double End { get; init; }

    /// <summary>Packets of the track that was walked.</summary>
    public required long Packets { get; init; }

    /// <summary>The longest time from one keyframe to the next.</summary>
    public required double LongestGop { get; init; }

    /// <summary>Packets a second over the walked time.</summary>
    public required double AverageFrameRate { get; init; }

    /// <summary>Frames do not lie on one grid.</summary>
    public required bool VariableFrameRate { get; init; }

    /// <summary>Decode timestamps never go back.</summary>
    public required bool Monotonic { get; init; }
}
