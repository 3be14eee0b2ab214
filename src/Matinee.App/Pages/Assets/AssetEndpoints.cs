using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages.Assets;

internal static class AssetEndpoints
{
    /// <summary>Hashed names never change their bytes, so they may be kept for ever.</summary>
    private const string Forever = "public, max-age=31536000, immutable";

    // Fetches the page behind a link that is pointed at. Never what changes something by being opened.
    private const string Speculations =
        """{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":"/sign-out"}},{"not":{"href_matches":"/api/*"}},{"not":{"href_matches":"/studio/videos.csv*"}}]},"eagerness":"moderate"}]}""";

    public static ContentHttpResult SpeculationRules(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=86400";
        return TypedResults.Text(Speculations, "application/speculationrules+json");
    }

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
