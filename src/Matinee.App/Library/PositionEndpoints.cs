using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Library;

public sealed record PositionBody(double Seconds);

/// <param name="Video">Only in the list.</param>
public sealed record PositionDocument(double Seconds, DateTimeOffset? UpdatedAt, VideoDocument? Video = null);

/// <summary>Where the caller stopped watching.</summary>
internal static class PositionEndpoints
{
    private const double MaxSeconds = 1000 * 3600;

    public static async Task<Results<Ok<PositionDocument>, ProblemHttpResult>> Get(VideoId id, HttpContext context, VideoAccess access, PositionStore positions)
    {
        if (await access.ForViewingAsync(id, context, context.RequestAborted) is null)
            return VideoEndpoints.NotFound();
        var position = await positions.FindAsync(context.User.UserId(), id, context.RequestAborted);
        return TypedResults.Ok(new PositionDocument(position?.Seconds ?? 0, position?.UpdatedAt));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Put(
        VideoId id, PositionBody body, HttpContext context, VideoAccess access, PositionStore positions)
    {
        if (await access.ForViewingAsync(id, context, context.RequestAborted) is not { } video)
            return VideoEndpoints.NotFound();
        if (!(body.Seconds >= 0 && body.Seconds <= MaxSeconds))
            return Problems.Of(ProblemKinds.Invalid, "seconds is 0 or more.");
        await positions.SetAsync(context.User.UserId(), id, Math.Min(body.Seconds, video.DurationSeconds ?? MaxSeconds), context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>"Continue watching": what the caller began and may still see, the latest first.</summary>
    public static async Task<Ok<Page<PositionDocument>>> List(
        PageLimit? limit, ClaimsPrincipal user, PositionStore positions, VideoAccess access, CancellationToken cancellationToken)
    {
        var items = new List<PositionDocument>();
        foreach (var position in await positions.ListAsync(user.UserId(), PageLimit.Of(limit).Rows, cancellationToken))
        {
            if (await access.ForViewingAsync(position.VideoId, user, password: null, cancellationToken) is { } video)
                items.Add(new PositionDocument(position.Seconds, position.UpdatedAt, VideoDocument.Of(video, VideoAccess.Owns(video, user))));
        }

        return TypedResults.Ok(new Page<PositionDocument>(items, NextCursor: null));
    }
}
