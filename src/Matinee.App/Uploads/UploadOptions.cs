using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>Section <c>Uploads</c>. Sizes are bytes; 0 means without bound where it is said.</summary>
public sealed class UploadOptions
{
    /// <summary>Largest file. Four hours of 100 Mbit/s camera footage are 180 GB.</summary>
    [Range(1024, long.MaxValue)]
    public long MaxFileBytes { get; set; } = 200L * 1024 * 1024 * 1024;

    /// <summary>Bytes of all sources of a user; 0 is without bound. A user's own quota overrides it.</summary>
    [Range(0, long.MaxValue)]
    public long QuotaBytes { get; set; }

    /// <summary>Videos of a user; 0 is without bound. A user's own quota overrides it.</summary>
    [Range(0, long.MaxValue)]
    public long QuotaVideos { get; set; }

    /// <summary>Unfinished uploads of a user at a time. A dropped folder of episodes fits.</summary>
    [Range(1, 10_000)]
    public int MaxOpenPerUser { get; set; } = 50;

    /// <summary>Room that uploads leave for segments, thumbnails and the catalogue. An encode takes about the size of its source.</summary>
    [Range(0, long.MaxValue)]
    public long KeepFreeBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>An unfinished upload is removed when nothing arrived for so long: over a week-end, and the days around it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan ExpireAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A signed upload URL opens this long; a transfer that began in time may end later.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan UrlLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Ended uploads answer HEAD this long, so that a client that lost the last answer learns of its success.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// With a bucket as the store, senders get signed URLs and put files into it past this server. Off: everything passes through
    /// the server, for buckets that browsers cannot reach.
    /// </summary>
    public bool Direct { get; set; } = true;

    /// <summary>Files larger than this are offered to be sent to the bucket in parts, which resume and run side by side.</summary>
    [Range(5L * 1024 * 1024, 5_000_000_000)]
    public long PartsOverBytes { get; set; } = 100L * 1024 * 1024;

    /// <summary>Size of a part; it grows where a file would have more than 9,000 of them.</summary>
    [Range(5L * 1024 * 1024, 1024L * 1024 * 1024)]
    public long PartBytes { get; set; } = 16L * 1024 * 1024;

    /// <summary>The signed URL of a part opens this long; the sender asks for another when it needs one.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan PartUrlLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often the bucket is asked for a file that its sender puts there, until its URL ends; then once a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:10:00")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Who calls <c>POST /api/storage/events</c> must present this, as a bearer token, as the password of basic authentication or
    /// as <c>?token=</c>. Unset: the route is closed.
    /// </summary>
    [MinLength(16, ErrorMessage = "at least 16 characters")]
    public string? EventToken { get; set; }

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Bytes between two points from which a killed server resumes. Each costs an fsync and a transaction, so 16 MiB is
    /// one in a second at 130 Mbit/s and loses less than that.
    /// </summary>
    [Range(64 * 1024, 1024L * 1024 * 1024)]
    public long CheckpointBytes { get; set; } = 16L * 1024 * 1024;

    /// <summary>The same for slow senders.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class UploadOptionsValidator : IValidateOptions<UploadOptions>;
