namespace Matinee.App.Streams.Rows;

/// <summary>A row of <c>stream_segments</c>.</summary>
internal sealed class SegmentRow
{
    public const string Columns = """
        variant AS Variant, msn AS Msn, epoch AS Epoch, init_number AS InitNumber, object_key AS ObjectKey, bytes AS Bytes, sha256 AS Sha256,
        duration_us AS DurationUs, starts_us AS StartsUs, program_us AS ProgramUs, discontinuity AS Discontinuity, discontinuities AS Discontinuities,
        arrived_at AS ArrivedAt
        """;

    public string Variant { get; set; } = "";

    public long Msn { get; set; }

    public int Epoch { get; set; }

    public int InitNumber { get; set; }

    /// <summary>Null: a gap.</summary>
    public string? ObjectKey { get; set; }

    public long Bytes { get; set; }

    public string Sha256 { get; set; } = "";

    public long DurationUs { get; set; }

    public long StartsUs { get; set; }

    public long? ProgramUs { get; set; }

    public bool Discontinuity { get; set; }

    public long Discontinuities { get; set; }

    public long ArrivedAt { get; set; }
}
