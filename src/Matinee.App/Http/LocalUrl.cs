namespace Matinee.App.Http;

/// <summary>Keeps a redirect target on this site: <c>?returnUrl=</c> is written by whoever made the link.</summary>
public static class LocalUrl
{
    /// <summary>
    /// <paramref name="url"/> when it is a path of this site, otherwise <paramref name="otherwise"/>. Browsers read <c>//x</c>,
    /// <c>/\x</c> and either with tabs or line breaks between as another host (WHATWG URL 4.4).
    /// </summary>
    public static string Or(string? url, string otherwise) => IsLocal(url) ? url! : otherwise; // IsLocal refuses null

    public static bool IsLocal(string? url)
    {
        if (url is not { Length: > 0 and <= 2048 } || url[0] != '/')
            return false;
        foreach (var c in url)
        {
            if (char.IsControl(c) || c == '\\' || char.IsWhiteSpace(c))
                return false;
        }
        return url.Length == 1 || url[1] != '/';
    }
}
