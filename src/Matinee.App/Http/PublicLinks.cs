using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Http;

/// <summary>
/// Absolute addresses for what leaves the site: share links, embeds, invites. From <see cref="HttpOptions.PublicUrl"/> when set,
/// otherwise from the request, whose scheme and host a trusted proxy may have forwarded.
/// </summary>
public sealed class PublicLinks(IOptions<HttpOptions> options)
{
    private readonly string? _publicUrl = string.IsNullOrEmpty(options.Value.PublicUrl) ? null : options.Value.PublicUrl.TrimEnd('/');

    /// <param name="path">Begins with <c>/</c>.</param>
    public string Absolute(HttpRequest request, string path) => (_publicUrl ?? $"{request.Scheme}://{request.Host}{request.PathBase}") + path;

    /// <summary>Scheme, host and port, as a browser writes them into <c>Origin</c>.</summary>
    public string OriginOf(HttpRequest request) =>
        _publicUrl is null ? $"{request.Scheme}://{request.Host}" : new Uri(_publicUrl).GetLeftPart(UriPartial.Authority);
}
