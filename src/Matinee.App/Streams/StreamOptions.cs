using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams;

/// <summary>Section <c>Streams</c>.</summary>
public sealed class StreamOptions
{
    public const string Section = "Streams";

    /// <summary>Streams that there may be at a time, of all owners together. 1 to 100000.</summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; set; } = 100;

    /// <summary>Seconds of a segment where a new stream does not say. 1 to 60.</summary>
    [Range(1, 60)]
    public int TargetDuration { get; set; } = 6;

    /// <summary>Segments that a live playlist holds where a new stream does not say: a minute of six seconds each. 3 to 10000.</summary>
    [Range(3, 10_000)]
    public int WindowSize { get; set; } = 10;

    /// <summary>Bytes of one pushed segment. 1 KiB to 256 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxSegmentBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Variants of one stream: rungs of a ladder and sound tracks. 1 to 64.</summary>
    [Range(1, 64)]
    public int MaxVariants { get; set; } = 16;

    /// <summary>Segments of one variant: a day of one-second segments. 1000 to 10000000.</summary>
    [Range(1000, 10_000_000)]
    public int MaxSegments { get; set; } = 100_000;

    /// <summary>Viewers of one stream, over all nodes. 1 to 10000000.</summary>
    [Range(1, 10_000_000)]
    public int MaxViewers { get; set; } = 10_000;

    /// <summary>Segments that this node takes in at the same time; each is held in memory whole. 1 to 1024.</summary>
    [Range(1, 1024)]
    public int MaxIngests { get; set; } = 32;

    /// <summary>How long a segment that came early waits for the one before it; then that one is a gap. 0 to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ReorderWait { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Segments that may be missing in a row before a publisher is asked to start the stream again. 1 to 1000.</summary>
    [Range(1, 1000)]
    public int MaxGap { get; set; } = 100;

    /// <summary>A publisher that is silent for so long has left: the stream ends. 0: it waits for ever. 0 to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan EndAfterSilence { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long segments of live streams are kept, never fewer than the stream's own window. 1 minute to 3650 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan SegmentRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often the leader takes away what is too old. 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CleanupInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Between leaving the playlists and being deleted: players that have an older playlist still ask. 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CleanupGrace { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How old a node's knowledge of a stream's segments may be. Hints of the database renew it at once; this bounds it where
    /// one is lost. 0 to 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Freshness { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A viewer who asked for nothing for so long has left. 5 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan ViewerIdle { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a signed address of a private stream works at least. 1 minute to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(12);
}

[OptionsValidator]
internal sealed partial class StreamOptionsValidator : IValidateOptions<StreamOptions>;
