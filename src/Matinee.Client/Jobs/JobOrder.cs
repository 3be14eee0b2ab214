namespace Matinee.Client.Jobs;

/// <summary>What to encode, and how.</summary>
public sealed record JobOrder
{
    /// <summary>A video's id; for administrators also the key of an object in the store.</summary>
    public required string Input { get; init; }

    /// <summary>Name of the one file that a simple job makes; its ending (mp4, mkv, webm) names the container.</summary>
    public string? Output { get; init; }

    /// <summary>Null leaves everything to the server.</summary>
    public JobParams? Params { get; init; }

    /// <summary>True: a ladder of HLS renditions, which becomes what the video plays. False: one file, to be downloaded.</summary>
    public bool Segmented { get; init; }

    /// <summary><c>low</c>, <c>normal</c> (also when null), <c>high</c> or <c>critical</c>.</summary>
    public string? Priority { get; init; }

    /// <summary><c>none</c> (also when null) or <c>sameWorker</c>.</summary>
    public string? Affinity { get; init; }
}

/// <summary>Wishes for an encode; null is the server's own choice.</summary>
public sealed record JobParams
{
    /// <summary><c>h264</c>, <c>hevc</c> or <c>av1</c>; of a file also <c>copy</c> and <c>none</c>.</summary>
    public string? VideoCodec { get; init; }

    /// <summary>Bits a second; of a ladder the most that any rendition may take.</summary>
    public int? VideoBitrate { get; init; }

    /// <summary><c>aac</c>; of a file also <c>opus</c>, <c>copy</c> and <c>none</c>.</summary>
    public string? AudioCodec { get; init; }

    /// <summary>Bits a second.</summary>
    public int? AudioBitrate { get; init; }

    /// <summary>The picture fits into width and height; it is never enlarged.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary><c>mp4</c>, <c>mkv</c> or <c>webm</c>; of a ladder <c>hls</c>.</summary>
    public string? Container { get; init; }

    /// <summary>1 to 10, of a ladder.</summary>
    public double? SegmentSeconds { get; init; }
}

/// <summary>Which jobs to list.</summary>
/// <param name="State">Such as <c>running</c> or <c>failed</c>.</param>
/// <param name="Mine">An administrator's own alone; others see only theirs anyway.</param>
public sealed record JobFilter(string? VideoId = null, string? State = null, bool Mine = false);
