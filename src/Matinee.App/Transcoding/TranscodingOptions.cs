using System.ComponentModel.DataAnnotations;
using Matinee.App.Transcoding.Leasing;

namespace Matinee.App.Transcoding;

/// <summary>How jobs are planned, retried and swept. Section <c>Transcoding</c>.</summary>
public sealed class TranscodingOptions
{
    /// <summary>A worker that is silent this long has lost its task. Three missed heartbeats of 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan DeadWorkerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A task whose frame counter stands still this long is taken back, heartbeats or not: a hung encoder. Sooner where the
    /// other chunks of its job took much less, but not before a minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan TaskTimeout { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// Retries after the first attempt of a task; a lost lease does not count. What three different workers have failed is
    /// given up sooner.
    /// </summary>
    [Range(0, 20)]
    public int RetryAttempts { get; set; } = 3;

    /// <summary>Leases of one task that may be lost before it is held to be what kills its workers. Each segment of sound that it has published allows for one more.</summary>
    [Range(1, 1000)]
    public int LostLeases { get; set; } = 20;

    /// <summary>Wait before the first retry; doubled for each further one, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait before a retry.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How a task's worker is chosen among those that wait. A job that asks for the same worker has it whatever stands here.</summary>
    public Strategy Balancing { get; set; } = Strategy.LeastLoaded;

    /// <summary>How long a task waits for the worker that has done others of its job, where affinity is asked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan AffinityPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A job of which nothing was begun for this long has every eighth turn, whatever its priority.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StarvedAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Failures in a row, at tasks that other workers completed, after which a worker is put aside.</summary>
    [Range(1, 100)]
    public int WorkerStrikes { get; set; } = 3;

    /// <summary>How long a worker is put aside the first time; doubled each further time, up to six hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan QuarantineTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A job that is not done after this long fails. Zero: it may take as long as it takes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan JobDeadline { get; set; } = TimeSpan.Zero;

    /// <summary>The sweep over rows: the net under every wake that was lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// An object that no row refers to is removed after this long, and an old plan's rows this long after it was replaced.
    /// A day covers every player that still holds the old playlist.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan RetentionGrace { get; set; } = TimeSpan.FromHours(24);

    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan RetentionEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The same where the objects are in a remote store, which has to be listed for it: a million objects are a thousand requests.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "30.00:00:00")]
    public TimeSpan RemoteRetentionEvery { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long the file of a simple job is kept for its download.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan OutputRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long events of jobs and workers are kept for listeners that come back.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan EventRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>x264 preset. veryfast costs half of fast, for about 8 % more bits at the same quality.</summary>
    [RegularExpression("ultrafast|superfast|veryfast|faster|fast|medium|slower|slow")]
    public string Preset { get; set; } = "veryfast";

    /// <summary>Tallest rung by its short side.</summary>
    [Range(144, 4320)]
    public int TallestRung { get; set; } = 2160;

    /// <summary>Length of a segment. 4 s starts fast and costs 2 % more bits than 6 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:10")]
    public TimeSpan SegmentLength { get; set; } = TimeSpan.FromSeconds(4);
}

[Microsoft.Extensions.Options.OptionsValidator]
internal sealed partial class TranscodingOptionsValidator : Microsoft.Extensions.Options.IValidateOptions<TranscodingOptions>;
