using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Library;

/// <summary>Section <c>Library</c>.</summary>
public sealed class LibraryOptions
{
    /// <summary>How long a deleted video's objects stay, so that encodes in flight end before their folder goes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan DeletionGrace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a tombstone stays after that: a worker that was cut off may still write, and is swept again.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan TombstoneRetention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Objects that nothing refers to are removed at this age. An upload's bytes are nobody's until its row is written.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan OrphanGrace { get; set; } = TimeSpan.FromDays(1);

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often a remote store is listed for objects that nothing refers to, at most; a folder is looked through with every sweep.
    /// Listing a million objects is a thousand requests.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan RemoteSweepInterval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>A phone's full-size photograph fits.</summary>
    [Range(1024, 100 * 1024 * 1024)]
    public long MaxThumbnailBytes { get; set; } = 5 * 1024 * 1024;

    /// <summary>A three-hour film has about 2,000 cues in 150 KB.</summary>
    [Range(1024, 100 * 1024 * 1024)]
    public long MaxCaptionBytes { get; set; } = 5 * 1024 * 1024;

    [Range(1, 1000)]
    public int MaxCaptionTracks { get; set; } = 50;

    [Range(1, 10_000)]
    public int MaxChapters { get; set; } = 500;
}

[OptionsValidator]
internal sealed partial class LibraryOptionsValidator : IValidateOptions<LibraryOptions>;
