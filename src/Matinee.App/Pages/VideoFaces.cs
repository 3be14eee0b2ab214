using System.Collections.Immutable;
using Matinee.App.Accounts;
using Matinee.App.Library;
using Matinee.App.Playback;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Pages;

/// <summary>Adds to videos what is kept elsewhere: the owner's name, addresses of the poster and the storyboard.</summary>
internal sealed class VideoFaces(UserDirectory users, PlaybackUrls playback)
{
    public async Task<ImmutableArray<VideoFace>> ForAsync(IReadOnlyList<Video> videos, HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress?.ToString();
        var owners = await users.FindAllAsync(videos.Select(video => video.OwnerId), context.RequestAborted);
        var faces = ImmutableArray.CreateBuilder<VideoFace>(videos.Count);
        foreach (var video in videos)
        {
            var pictures = video.IsPlayable ? await playback.PicturesAsync(video, address, context.RequestAborted) : null;
            faces.Add(new VideoFace(
                video, owners.GetValueOrDefault(video.OwnerId)?.Name, Poster: pictures?.PosterUrl, Storyboard: pictures?.StoryboardUrl));
        }
        return faces.MoveToImmutable();
    }
}
