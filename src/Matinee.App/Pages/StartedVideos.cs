using System.Collections.Immutable;
using Matinee.App.Accounts;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Pages;

/// <summary>The films that a viewer began and did not finish, the last one first.</summary>
internal sealed class StartedVideos(PositionStore positions, VideoAccess access, VideoFaces faces)
{
    private const int Most = 3;
    private const int Looked = 12;

    // Less than this is a mistaken click, and the last part of a film is its credits.
    private const double Begun = 0.02;
    private const double Finished = 0.95;

    public async Task<ImmutableArray<VideoFace>> ForAsync(HttpContext context)
    {
        if (context.User.FindUserId() is not { } viewer)
            return [];
        var started = new List<(Video Video, double Seconds)>();
        foreach (var position in await positions.ListAsync(viewer, Looked, context.RequestAborted))
        {
            if (await access.ForViewingAsync(position.VideoId, context, context.RequestAborted) is { IsPlayable: true } video
                && IsUnderWay(position.Seconds, video.DurationSeconds))
                started.Add((video, position.Seconds));
            if (started.Count == Most)
                break;
        }
        var shown = await faces.ForAsync([.. started.Select(each => each.Video)], context);
        return [.. shown.Zip(started, (face, each) => face with { Position = each.Seconds })];
    }

    internal static bool IsUnderWay(double seconds, double? duration) =>
        duration is > 0 and var length && seconds >= length * Begun && seconds <= length * Finished;
}
