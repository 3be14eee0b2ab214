using System.Buffers;
using System.Net;

namespace Matinee.App.Http;

/// <summary>Section <c>Http</c>: how the site is reached.</summary>
public sealed class HttpOptions
{
    public const string Section = "Http";

    private static readonly SearchValues<char> SourceEnds = SearchValues.Create(" ;,\r\n\t");

    /// <summary>The site's address as people see it, for example <c>https://films.example.org</c>. Unset: taken from the request.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of reverse proxies whose <c>X-Forwarded-*</c> headers are believed, one hop deep.
    /// Unset, loopback: a proxy on the same machine is the usual set-up, and who can connect from there is inside already.
    /// </summary>
    public string[]? TrustedProxies { get; set; }

    /// <summary>Sites that may show <c>/embed/…</c> in a frame (CSP <c>frame-ancestors</c>). Unset, all: cookies do not travel into foreign frames.</summary>
    public string[]? EmbedOrigins { get; set; }

    /// <summary>Other origins that pages may load media from and upload to: a bucket, a CDN. None by default.</summary>
    public string[] ContentOrigins { get; set; } = [];

    // Defaults stand here and not in the properties: the binder adds to an array that is already there instead of replacing it.
    internal IReadOnlyList<string> Proxies => TrustedProxies ?? ["127.0.0.1", "::1"];

    internal IReadOnlyList<string> Embedders => EmbedOrigins ?? ["*"];

    internal bool IsPublicUrlValid() =>
        string.IsNullOrEmpty(PublicUrl)
        || (Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0 && url.Fragment.Length == 0);

    internal bool AreProxiesValid() => Proxies.All(proxy => TryReadNetwork(proxy, out _));

    // A source expression ends at a space or semicolon; one inside a value would write directives of its own.
    internal bool AreOriginsValid() => Embedders.Concat(ContentOrigins).All(origin => origin.Length > 0 && !origin.AsSpan().ContainsAny(SourceEnds));

    internal static bool TryReadNetwork(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
