using System.Security.Claims;
using System.Text;
using System.Text.RegularExpressions;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Storage;
using Matinee.Media.Captions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

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
        VideoId id, string? language, string? label, HttpContext context, [AsParameters] CaptionServices services)
    {
        var cancellationToken = context.RequestAborted;
        if (await services.Access.ForEditingAsync(id, context.User, cancellationToken) is null)
            return VideoEndpoints.NotFound();
        if (language is null || !LanguageTag().IsMatch(language))
            return Problems.Of(ProblemKinds.Invalid, "language is a tag such as en, de or pt-BR.");
        var name = label?.Trim() is { Length: > 0 } given ? given : language;
        if (name.Length > MaxLabel || name.Any(char.IsControl))
            return Problems.Of(ProblemKinds.Invalid, $"label has at most {MaxLabel} characters in one line.");
        var options = services.Options.Value;
        if ((await services.Captions.ListAsync(id, cancellationToken)).Count >= options.MaxCaptionTracks)
            return Problems.Of(ProblemKinds.Invalid, $"A video has at most {options.MaxCaptionTracks} caption files. Remove one first.");
        if (await BodyBytes.ReadAsync(context.Request, options.MaxCaptionBytes, cancellationToken) is not { } bytes)
            return Problems.Of(ProblemKinds.TooLarge, $"A caption file has at most {options.MaxCaptionBytes} bytes.");
        try
        {
            return await SaveAsync(id, language, name, CueFile.Parse(bytes), services, cancellationToken);
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
        VideoId id, CaptionId caption, ClaimsPrincipal user, [AsParameters] CaptionServices services, CancellationToken cancellationToken)
    {
        if (await services.Access.ForEditingAsync(id, user, cancellationToken) is null
            || await services.Captions.FindAsync(id, caption, cancellationToken) is not { } track)
            return Problems.Of(ProblemKinds.NotFound, "There are no such captions.");
        await services.Captions.RemoveAsync(id, caption, cancellationToken);
        await services.Objects.DeleteAsync(track.Key, CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static async Task<Created<CaptionDocument>> SaveAsync(
        VideoId id, string language, string label, CueFile cues, CaptionServices services, CancellationToken cancellationToken)
    {
        var caption = EntityIds.New<CaptionId>(services.Time);
        var text = Encoding.UTF8.GetBytes(cues.ToWebVtt());
        var key = new ObjectKey($"library/{id}/captions/{caption}.vtt");
        await services.Objects.PutAsync(key, new MemoryStream(text), cancellationToken);
        var track = new CaptionTrack(caption, id, language, label, key, text.Length, cues.Cues.Length);
        await services.Captions.AddAsync(track, cancellationToken);
        return TypedResults.Created(track.Url, CaptionDocument.Of(track));
    }

    // The shape of BCP 47 without its registry: language, then script, region and variants.
    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();
}

/// <summary>What the caption endpoints work with.</summary>
internal sealed record CaptionServices(
    VideoAccess Access, CaptionStore Captions, IObjectStore Objects, IOptions<LibraryOptions> Options, TimeProvider Time);
