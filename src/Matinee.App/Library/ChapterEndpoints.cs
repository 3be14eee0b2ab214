using System.Security.Claims;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Matinee.App.Library;

/// <summary>Body and answer of <c>/api/videos/{id}/chapters</c>.</summary>
public sealed record ChapterList(IReadOnlyList<VideoChapter> Items);

internal static class ChapterEndpoints
{
    private const int MaxTitle = 200;
    private const double MaxSeconds = 1000 * 3600;

    public static async Task<Results<Ok<ChapterList>, ProblemHttpResult>> Get(VideoId id, HttpContext context, VideoAccess access, ChapterStore chapters) =>
        await access.ForViewingAsync(id, context, context.RequestAborted) is null
            ? VideoEndpoints.NotFound()
            : TypedResults.Ok(new ChapterList(await chapters.ListAsync(id, context.RequestAborted)));

    public static async Task<Results<Ok<ChapterList>, ProblemHttpResult>> Put(
        VideoId id, ChapterList body, ClaimsPrincipal user, VideoAccess access, ChapterStore chapters, IOptions<LibraryOptions> options, CancellationToken cancellationToken)
    {
        if (await access.ForEditingAsync(id, user, cancellationToken) is not { } video)
            return VideoEndpoints.NotFound();
        if (Judge(body, video, options.Value) is { } fault)
            return Problems.Of(ProblemKinds.Invalid, fault);
        await chapters.SetAsync(id, body.Items, cancellationToken);
        return TypedResults.Ok(new ChapterList(await chapters.ListAsync(id, cancellationToken)));
    }

    private static string? Judge(ChapterList body, Video video, LibraryOptions options)
    {
        if (body.Items is null || body.Items.Count > options.MaxChapters)
            return $"A video has at most {options.MaxChapters} chapters.";
        if (body.Items.Any(c => c?.Title is not { Length: <= MaxTitle } title || string.IsNullOrWhiteSpace(title) || title.Any(char.IsControl)))
            return $"A chapter's title has 1 to {MaxTitle} characters in one line.";
        if (body.Items.Any(c => !(c.Start >= 0 && c.Start <= (video.DurationSeconds ?? MaxSeconds))))
            return "A chapter begins within the video.";
        return body.Items.Select(c => c.Start).Distinct().Count() < body.Items.Count ? "Two chapters begin at the same time." : null;
    }
}
