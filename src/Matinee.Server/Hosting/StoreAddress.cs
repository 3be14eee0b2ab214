using Matinee.Server.Configuration;

namespace Matinee.Server.Hosting;

/// <summary>What <see cref="StorageOptions"/> name, read: the kind of store and the parts of its address.</summary>
/// <param name="Kind"><c>file</c>, <c>s3</c>, <c>gs</c> or <c>azblob</c>.</param>
/// <param name="Root">The folder, the bucket, or the account.</param>
/// <param name="Container">Of <c>azblob</c>; else empty.</param>
/// <param name="Prefix">Without slashes at its ends.</param>
internal sealed record StoreAddress(string Kind, string Root, string Container, string Prefix, Uri? Endpoint, string? Region)
{
    public bool IsLocal => Kind == "file";

    /// <summary>Null and a reason when the settings do not name a store.</summary>
    public static (StoreAddress? Address, string? Refusal) Read(StorageOptions options, string dataFolder)
    {
        if (options.Url is null && options.Bucket is null)
            return (Folder(options.Path ?? Path.Combine(dataFolder, "objects")), null);
        if (options.Url is { } file && file.StartsWith("file:", StringComparison.Ordinal))
        {
            var path = file["file:".Length..];
            // file:///absolute and file://relative are common spellings of the same thing.
            return (Folder(path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path), null);
        }

        var text = options.Url ?? "s3://" + options.Bucket;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
            return (null, $"\"{Bare(text)}\" names no bucket. Write s3://BUCKET, gs://BUCKET or azblob://ACCOUNT/CONTAINER.");
        if (url.UserInfo.Length > 0)
            return (null, "keys do not belong into the URL, where they are printed. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
        // Uri lowers the host; names of buckets are lower-case anyway.
        var query = System.Web.HttpUtility.ParseQueryString(url.Query);
        if ((query["endpoint"] ?? options.Endpoint) is { } endpoint)
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                return (null, $"\"{endpoint}\" is no endpoint. Write http://HOST:PORT or https://HOST.");
            return Parts(url, address, query["region"] ?? options.Region);
        }

        return Parts(url, null, query["region"] ?? options.Region);
    }

    private static (StoreAddress?, string?) Parts(Uri url, Uri? endpoint, string? region)
    {
        var path = url.AbsolutePath.Trim('/');
        if (url.Scheme != "azblob")
            return (new StoreAddress(url.Scheme, url.Host, "", path, endpoint, region), null);
        var cut = path.IndexOf('/');
        var container = cut < 0 ? path : path[..cut];
        return container.Length == 0
            ? (null, "the container is missing. Write azblob://ACCOUNT/CONTAINER.")
            : (new StoreAddress("azblob", url.Host, container, cut < 0 ? "" : path[(cut + 1)..].Trim('/'), endpoint, region), null);
    }

    private static StoreAddress Folder(string path) => new("file", Path.GetFullPath(path), "", "", null, null);

    /// <summary>What stands before a query or a user's name may be shown.</summary>
    private static string Bare(string text) => text.Contains('@') ? text[..text.IndexOf(':')] + ":..." : text.Split('?')[0];
}
