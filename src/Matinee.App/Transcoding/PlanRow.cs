namespace Matinee.App.Transcoding;

/// <summary>A row of <c>plans</c>.</summary>
internal sealed class PlanRow
{
    public const string Columns = """
        version AS Version, job_id AS JobId, state AS State, playing AS Playing, settled AS Settled, revision AS Revision,
        plan AS Plan, probe AS Probe
        """;

    public int Version { get; set; }

    public string JobId { get; set; } = "";

    /// <summary>building, complete, failed or retired.</summary>
    public string State { get; set; } = "";

    public bool Playing { get; set; }

    public bool Settled { get; set; }

    public long Revision { get; set; }

    public string Plan { get; set; } = "";

    public string Probe { get; set; } = "";
}

internal sealed class PlanHead
{
    public int Version { get; set; }

    public long Revision { get; set; }
}

/// <summary>A row of <c>segments</c>.</summary>
internal sealed class SegmentRow
{
    public const string Columns = """
        rendition AS Rendition, number AS Number, object_key AS ObjectKey, bytes AS Bytes, duration_ticks AS DurationTicks,
        keyframe_offset AS KeyframeOffset, keyframe_bytes AS KeyframeBytes, sha256 AS Sha256
        """;

    public string Rendition { get; set; } = "";

    public long Number { get; set; }

    public string ObjectKey { get; set; } = "";

    public long Bytes { get; set; }

    public long DurationTicks { get; set; }

    public long KeyframeOffset { get; set; }

    public long KeyframeBytes { get; set; }

    public string Sha256 { get; set; } = "";
}

/// <summary>A row of <c>plan_objects</c>.</summary>
internal sealed class PlanObjectRow
{
    public const string Columns = """
        kind AS Kind, name AS Name, object_key AS ObjectKey, bytes AS Bytes, sha256 AS Sha256, timescale AS Timescale,
        codecs AS Codecs, width AS Width, height AS Height
        """;

    /// <summary>init, subtitle, poster or storyboard.</summary>
    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";

    public string ObjectKey { get; set; } = "";

    public long Bytes { get; set; }

    public string Sha256 { get; set; } = "";

    public long Timescale { get; set; }

    public string Codecs { get; set; } = "";

    public int Width { get; set; }

    public int Height { get; set; }
}
