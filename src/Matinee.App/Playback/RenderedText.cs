using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Matinee.App.Playback;

/// <summary>A playlist or a WebVTT file as it goes over the wire, plain and gzipped, made once per revision.</summary>
internal sealed class RenderedText
{
    // Below this a gzip header and a second ETag cost more than they save.
    private const int CompressFrom = 512;

    private readonly Lazy<byte[]?> _gzip;

    public RenderedText(string text, string contentType, string cacheControl)
    {
        Plain = Encoding.UTF8.GetBytes(text);
        ContentType = contentType;
        CacheControl = cacheControl;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Plain).AsSpan(0, 12));
        ETag = $"\"{hash}\"";
        GzipETag = $"\"{hash}-gzip\"";
        _gzip = new Lazy<byte[]?>(() => Plain.Length < CompressFrom ? null : Compress(Plain));
    }

    public byte[] Plain { get; }

    /// <summary>Null when it is not worth it.</summary>
    public byte[]? Gzip => _gzip.Value;

    public StringValues ContentType { get; }

    public StringValues CacheControl { get; }

    /// <summary>Strong, of the bytes: equal on every node that renders the same rows.</summary>
    public StringValues ETag { get; }

    public StringValues GzipETag { get; }

    private static byte[] Compress(byte[] plain)
    {
        using var buffer = new MemoryStream(plain.Length / 4);
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(plain);
        return buffer.ToArray();
    }
}
