using System.Security.Claims;
using System.Text.RegularExpressions;
using Matinee.App.Http;
using Matinee.App.Storage;
using Matinee.Media.Captions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Library;

/// <summary>Caption files beside the ones in the film itself. Whatever comes in goes out as WebVTT.</summary>
internal static partial class CaptionEndpoints
{
    private const int MaxLabel = 80;

    public static async Task<Results<Ok<Page<CaptionDocument>>, ProblemHttpResult>> List(
        VideoId id, HttpContext context, VideoAccess access, CaptionStore captions)
    {
        if (await access.ForViewingAsync(id, context, context.RequestAborted) is null)
            return VideoEndpoints.NotFound();
        var tracks = await captions.ListAsync(id, context.RequestAborted);
        return TypedResults.Ok(new Page<CaptionDocument>([.. tracks.Select(CaptionDocument.Of)], NextCursor: null));
    }

    /// <summary>The file is the body.</summary>
    public static async Task<Results<Created<CaptionDocument>, ProblemHttpResult>> Add(
        VideoId id, string? language, string? label, HttpContext context, VideoAccess access, CaptionFiles files)
    {
        if (await access.ForEditingAsync(id, context.User, context.RequestAborted) is null)
            return VideoEndpoints.NotFound();
        if (language is null || !LanguageTag().IsMatch(language))
            return Problems.Of(ProblemKinds.Invalid, "language is a tag such as en, de or pt-BR.");
        var name = label?.Trim() is { Length: > 0 } given ? given : language;
        if (name.Length > MaxLabel || name.Any(char.IsControl))
            return Problems.Of(ProblemKinds.Invalid, $"label has at most {MaxLabel} characters in one line.");
        if (await BodyBytes.ReadAsync(context.Request, files.MaxBytes, context.RequestAborted) is not { } bytes)
            return Problems.Of(ProblemKinds.TooLarge, $"A caption file has at most {files.MaxBytes} bytes.");
        try
        {
            return await files.AddAsync(id, language, name, CueFile.Parse(bytes), context.RequestAborted) is { } track
                ? TypedResults.Created(track.Url, CaptionDocument.Of(track))
                : Problems.Of(ProblemKinds.Invalid, "This video has all the caption files it may have. Remove one first.");
        }
        catch (CueFileException e)
        {
            return Problems.Of(ProblemKinds.Invalid, e.Message);
        }
    }

    public static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Get(
        VideoId id, CaptionId caption, HttpContext context, VideoAccess access, CaptionStore captions, IObjectStore objects)
    {
        var cancellationToken = context.RequestAborted;
        if (await access.ForViewingAsync(id, context, cancellationToken) is null
            || await captions.FindAsync(id, caption, cancellationToken) is not { } track
            || await objects.OpenReadAsync(track.Key, cancellationToken) is not { } content)
            return Problems.Of(ProblemKinds.NotFound, "There are no such captions.");
        context.Response.Headers.CacheControl = "private, max-age=86400, immutable"; // a new file has a new id
        return TypedResults.Stream(content, "text/vtt; charset=utf-8");
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        VideoId id, CaptionId caption, ClaimsPrincipal user, VideoAccess access, CaptionFiles files, CancellationToken cancellationToken) =>
        await access.ForEditingAsync(id, user, cancellationToken) is not null && await files.RemoveAsync(id, caption, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Of(ProblemKinds.NotFound, "There are no such captions.");

    // The shape of BCP 47 without its registry: language, then script, region and variants.
    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}
