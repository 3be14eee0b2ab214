using System.Collections.Immutable;
using Matinee.App.Library;
using Matinee.App.Playback;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Pages;

/// <summary>Adds to videos what is kept elsewhere: addresses of the poster and the storyboard.</summary>
internal sealed class VideoFaces(PlaybackUrls playback)
{
    public async Task<ImmutableArray<VideoFace>> ForAsync(IReadOnlyList<Video> videos, HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress?.ToString();
        var faces = ImmutableArray.CreateBuilder<VideoFace>(videos.Count);
        foreach (var video in videos)
        {
            var links = video.IsPlayable ? await playback.ForAsync(video, address, context.RequestAborted) : null;
            faces.Add(new VideoFace(video, Poster: links?.PosterUrl, Storyboard: links?.StoryboardUrl));
        }
        return faces.MoveToImmutable();
    }
}
