using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages.Assets;

internal static class AssetEndpoints
{
    /// <summary>Hashed names never change their bytes, so they may be kept for ever.</summary>
    private const string Forever = "public, max-age=31536000, immutable";

    public static Results<PhysicalFileHttpResult, NotFound> Get(string name, AssetManifest assets, HttpContext context)
    {
        if (assets.FindFile(name) is not { } file)
            return TypedResults.NotFound();
        var (path, encoding) = file.Choose(context.Request.Headers.AcceptEncoding);
        var headers = context.Response.Headers;
        headers.CacheControl = Forever;
        headers.Vary = "Accept-Encoding";
        headers.XContentTypeOptions = "nosniff";
        if (encoding is not null)
            headers.ContentEncoding = encoding;
        return TypedResults.PhysicalFile(path, file.ContentType);
    }
}
