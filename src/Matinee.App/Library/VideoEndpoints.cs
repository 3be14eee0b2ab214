using System.Security.Claims;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Library;

/// <summary>The videos themselves. 404 answers also for what the caller may not know of.</summary>
internal static class VideoEndpoints
{
    private const int MaxTitle = 200;
    private const int MaxDescription = 10_000;
    private const int MinPassword = 4;
    private const int MaxPassword = 256;

    public static async Task<Results<Ok<Page<VideoDocument>>, ProblemHttpResult>> List(
        [AsParameters] VideoListParameters asked, ClaimsPrincipal user, VideoStore videos, CancellationToken cancellationToken)
    {
        if (!asked.TryRead(user, out var query, out var problem))
            return problem;
        var page = await videos.ListAsync(query, cancellationToken);
        return TypedResults.Ok(new Page<VideoDocument>(
            [.. page.Items.Select(video => VideoDocument.Of(video, VideoAccess.Owns(video, user)))], page.NextCursor?.ToString()));
    }

    public static async Task<Results<Ok<VideoDocument>, ProblemHttpResult>> Get(VideoId id, HttpContext context, VideoAccess access) =>
        await access.DecideAsync(id, context, context.RequestAborted) switch
        {
            Viewing.Allowed allowed => TypedResults.Ok(VideoDocument.Of(allowed.Video, VideoAccess.Owns(allowed.Video, context.User))),
            Viewing.Locked => Locked(),
            _ => NotFound(),
        };

    public static async Task<Results<Ok<VideoDocument>, ProblemHttpResult>> Patch(
        VideoId id, VideoPatch patch, ClaimsPrincipal user, VideoAccess access, VideoStore videos, VideoUnlock unlock, CancellationToken cancellationToken)
    {
        if (await access.ForEditingAsync(id, user, cancellationToken) is not { } video)
            return NotFound();
        if (Judge(patch, video) is { Count: > 0 } errors)
            return Problems.Of(ProblemKinds.Invalid, errors.First().Value[0], errors: errors);
        var change = new VideoChange(
            patch.Title?.Trim(), patch.Description, patch.Visibility, patch.Password is null ? null : unlock.Hash(id, patch.Password));
        return await videos.UpdateAsync(id, change, cancellationToken) is { } changed
            ? TypedResults.Ok(VideoDocument.Of(changed, mine: true))
            : NotFound();
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        VideoId id, ClaimsPrincipal user, VideoAccess access, VideoStore videos, CancellationToken cancellationToken)
    {
        if (await access.ForEditingAsync(id, user, cancellationToken) is null || !await videos.DeleteAsync(id, cancellationToken))
            return NotFound();
        return TypedResults.NoContent();
    }

    public static async Task<Results<Ok<Unlocked>, ProblemHttpResult>> Unlock(
        VideoId id, UnlockBody body, HttpContext context, VideoStore videos, VideoUnlock unlock)
    {
        if (await videos.FindAsync(id, context.RequestAborted) is not { Visibility: Visibility.Password } video)
            return NotFound();
        if (body.Password is not { Length: > 0 and <= MaxPassword } || !unlock.IsPassword(video, body.Password))
            return Problems.Of(ProblemKinds.Forbidden, "That is not the password of this video.");
        var (token, expires) = unlock.Issue(video);
        context.Response.Cookies.Append(VideoUnlock.CookieName(id), token, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Expires = expires,
            IsEssential = true,
        });
        return TypedResults.Ok(new Unlocked(token, expires));
    }

    public static ProblemHttpResult NotFound() => Problems.Of(ProblemKinds.NotFound, "There is no such video, or it is not for you.");

    public static ProblemHttpResult Locked() => Problems.Of(ProblemKinds.VideoLocked, "Send its password to the unlock endpoint first.");

    private static Dictionary<string, string[]> Judge(VideoPatch patch, Video video)
    {
        var errors = new Dictionary<string, string[]>();
        if (patch.Title is { } title && (title.Trim().Length is 0 or > MaxTitle || title.Any(char.IsControl)))
            errors["title"] = [$"A title has 1 to {MaxTitle} characters in one line."];
        if (patch.Description is { } description && (description.Length > MaxDescription || description.Contains('\0', StringComparison.Ordinal)))
            errors["description"] = [$"A description has at most {MaxDescription} characters."];
        if (patch.Password is { } password && password.Length is < MinPassword or > MaxPassword)
            errors["password"] = [$"A password has {MinPassword} to {MaxPassword} characters."];
        if ((patch.Visibility ?? video.Visibility) == Visibility.Password && patch.Password is null && video.PasswordHash is null)
            errors["password"] = ["This visibility needs a password."];
        return errors;
    }
}
