using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Playback;

/// <summary>Section <c>Playback</c>.</summary>
public sealed class PlaybackOptions
{
    /// <summary>
    /// How long a playback URL of a video that is not public works at least; it ends at the next full hour, so that viewers of
    /// an hour share cache keys. 12 hours outlive an evening with a pause. 1 minute to 30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Bind playback URLs to the viewer's address. Off: phones change theirs between two segments.</summary>
    public bool BindAddress { get; set; }

    /// <summary>
    /// How old the answer to "who may play this, and how far is it encoded" may be. Half a second keeps the database out of
    /// the way of segment requests. 0 to 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Freshness { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Media files kept open. A viewer needs one at a time; 512 is half of the usual limit of a process. 16 to 65536.</summary>
    [Range(16, 65536)]
    public int OpenFiles { get; set; } = 512;

    /// <summary>An open file that nobody read for this long is closed, so that a deleted video's space comes back. 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan OpenFileIdle { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// With a bucket as the store, send players to signed URLs of it instead of carrying the bytes: less traffic here, and the bucket
    /// must then be reachable and allow this site's origin (<c>matinee storage cors</c>). Off: the bytes pass through the server.
    /// </summary>
    public bool Redirect { get; set; }

    /// <summary>Such a URL opens this long; players ask again after half of it. 1 minute to 12 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "12:00:00")]
    public TimeSpan RedirectLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The same viewer counts as one view of a video for this long. 1 minute to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan ViewWindow { get; set; } = TimeSpan.FromHours(6);
}

[OptionsValidator]
internal sealed partial class PlaybackOptionsValidator : IValidateOptions<PlaybackOptions>;
