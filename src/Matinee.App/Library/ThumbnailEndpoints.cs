using System.Security.Claims;
using System.Security.Cryptography;
using Matinee.App.Http;
using Matinee.App.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Matinee.App.Library;

/// <summary>Where the poster of the encode is; registered by whoever serves it.</summary>
public delegate string PosterLink(Video video);

/// <summary>The picture of a video: its owner's, or the poster of the encode.</summary>
internal static class ThumbnailEndpoints
{
    public static async Task<IResult> Get(VideoId id, HttpContext context, VideoAccess access, IObjectStore objects)
    {
        var cancellationToken = context.RequestAborted;
        if (await access.ForViewingAsync(id, context, cancellationToken) is not { } video)
            return VideoEndpoints.NotFound();
        context.Response.Headers.CacheControl = "private, no-cache"; // asked each time, answered by 304
        if (video.Thumbnail is not { } key)
        {
            return context.RequestServices.GetService<PosterLink>() is { } poster
                ? TypedResults.Redirect(poster(video), preserveMethod: true)
                : Problems.Of(ProblemKinds.NotFound, "There is no picture yet.");
        }

        return await objects.OpenReadAsync(key, cancellationToken) is { } content
            ? TypedResults.Stream(content, PictureKind.ContentType(key.Value), entityTag: new EntityTagHeaderValue($"\"{key.Value[(key.Value.LastIndexOf('/') + 1)..]}\""))
            : Problems.Of(ProblemKinds.NotFound, "There is no picture.");
    }

    /// <summary>The picture is the body.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Put(
        VideoId id, HttpContext context, VideoAccess access, VideoStore videos, IObjectStore objects, IOptions<LibraryOptions> options)
    {
        var cancellationToken = context.RequestAborted;
        if (await access.ForEditingAsync(id, context.User, cancellationToken) is not { } video)
            return VideoEndpoints.NotFound();
        if (await BodyBytes.ReadAsync(context.Request, options.Value.MaxThumbnailBytes, cancellationToken) is not { } bytes)
            return Problems.Of(ProblemKinds.TooLarge, $"A picture has at most {options.Value.MaxThumbnailBytes / 1024 / 1024} MB.");
        if (PictureKind.Of(bytes) is not { } kind)
            return Problems.Of(ProblemKinds.UnsupportedMedia, "A picture is a JPEG, PNG or WebP file.");
        var key = new ObjectKey($"library/{id}/thumbnail-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}.{kind.Extension}");
        await objects.PutAsync(key, new MemoryStream(bytes), cancellationToken);
        if (await videos.SetThumbnailAsync(id, key, cancellationToken) is null)
            return VideoEndpoints.NotFound();
        if (video.Thumbnail is { } old && old != key)
            await objects.DeleteAsync(old, CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>Back to the poster of the encode.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        VideoId id, ClaimsPrincipal user, VideoAccess access, VideoStore videos, IObjectStore objects, CancellationToken cancellationToken)
    {
        if (await access.ForEditingAsync(id, user, cancellationToken) is not { } video)
            return VideoEndpoints.NotFound();
        await videos.SetThumbnailAsync(id, key: null, cancellationToken);
        if (video.Thumbnail is { } old)
            await objects.DeleteAsync(old, CancellationToken.None);
        return TypedResults.NoContent();
    }
}
