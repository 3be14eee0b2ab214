using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.Adapters.Azure;

/// <summary>The two ways in which the account's key signs: a request's header, and a URL that carries its right (service SAS).</summary>
internal sealed class SharedKey(AzureLocation location)
{
    public const string Version = "2021-12-02";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Adds version, date and signature. Called last: it covers every header.</summary>
    public void Sign(HttpRequestMessage request, DateTimeOffset now)
    {
        request.Headers.Add("x-ms-version", Version);
        request.Headers.Add("x-ms-date", now.ToString("R", CultureInfo.InvariantCulture));
        var content = request.Content?.Headers;
        var length = content?.ContentLength is > 0 and var bytes ? bytes.ToString(CultureInfo.InvariantCulture) : "";
        var text = new StringBuilder(request.Method.Method).Append('\n');
        string[] fixedHeaders =
        [
            "", "", length, content?.ContentMD5 is { } md5 ? Convert.ToBase64String(md5) : "", content?.ContentType?.ToString() ?? "", "", "",
            Header(request, "If-Match"), Header(request, "If-None-Match"), "", Header(request, "Range"),
        ];
        foreach (var header in fixedHeaders)
            text.Append(header).Append('\n');
        foreach (var (name, values) in request.Headers.Where(h => h.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase)).OrderBy(h => h.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{name.ToLowerInvariant()}:{string.Join(',', values)}\n");
        var url = request.RequestUri!; // made by the connection
        text.Append(CultureInfo.InvariantCulture, $"/{location.Account}{url.AbsolutePath}");
        foreach (var (name, value) in Query(url))
            text.Append(CultureInfo.InvariantCulture, $"\n{name}:{value}");
        request.Headers.TryAddWithoutValidation("Authorization", $"SharedKey {location.Account}:{Tag(text.ToString())}");
    }

    /// <summary>A query that opens one blob for some verbs until a time.</summary>
    /// <param name="blob">With the prefix.</param>
    /// <param name="permissions"><c>r</c>, <c>c</c> (create, never replace) or <c>w</c>.</param>
    /// <param name="contentType">What a GET shall answer with.</param>
    public string Grant(string blob, string permissions, DateTimeOffset expires, string? contentType)
    {
        var end = expires.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        var protocol = location.Service.Scheme == Uri.UriSchemeHttp ? "https,http" : "https";
        string[] signed =
        [
            permissions, "", end, $"/blob/{location.Account}/{location.Container}/{blob}", "", "", protocol, Version, "b", "", "", "", "", "", "", contentType ?? "",
        ];
        var query = $"sv={Version}&spr={Uri.EscapeDataString(protocol)}&se={Uri.EscapeDataString(end)}&sr=b&sp={permissions}&sig={Uri.EscapeDataString(Tag(string.Join('\n', signed)))}";
        return contentType is null ? query : $"{query}&rsct={Uri.EscapeDataString(contentType)}";
    }

    private static string Header(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    private static IEnumerable<(string Name, string Value)> Query(Uri url) =>
        from pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        let cut = pair.IndexOf('=')
        let name = cut < 0 ? pair : pair[..cut]
        orderby name.ToLowerInvariant() ascending
        select (name.ToLowerInvariant(), cut < 0 ? "" : Uri.UnescapeDataString(pair[(cut + 1)..]));

    private string Tag(string text) => Convert.ToBase64String(HMACSHA256.HashData(location.Key, Encoding.UTF8.GetBytes(text)));
}
