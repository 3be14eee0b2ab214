using System.Security.Cryptography;
using System.Text;
using Matinee.App.Storage;
using Microsoft.Extensions.Primitives;

namespace Matinee.App.Playback;

/// <summary>Bytes of the store under a URL that never changes them, with its headers made ready.</summary>
/// <param name="Bytes">Null when the catalogue does not know; the store is asked.</param>
internal sealed record MediaObject(ObjectKey Key, long? Bytes, StringValues ContentType, StringValues ETag, StringValues CacheControl)
{
    public static readonly StringValues Immutable = "public, max-age=31536000, immutable";
    public static readonly StringValues Mp4 = "video/mp4";
    public static readonly StringValues AudioMp4 = "audio/mp4";
    public static readonly StringValues WebVtt = "text/vtt; charset=utf-8";
    public static readonly StringValues Jpeg = "image/jpeg";

    public static StringValues TagOf(string sha256) => $"\"{sha256[..32]}\"";

    /// <summary>A key names its content as uniquely as a hash would: keys are never written twice.</summary>
    public static StringValues TagOf(ObjectKey key) => TagOf(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key.Value))));
}
