using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Matinee.App.Database;
using Matinee.App.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Records;

/// <summary>
/// What opens a stream: the key of its publisher, and the signed address of a viewer. Neither is stored: both are made of the
/// installation's secret, so any node knows them again.
/// </summary>
internal sealed class StreamSecrets(ClusterSecret secret, IOptions<StreamOptions> options, TimeProvider time)
{
    private const char Separator = '_';
    private const int KeyBytes = 18;

    private static readonly TimeSpan Rounding = TimeSpan.FromHours(1);

    private readonly byte[] _key = secret.DeriveKey("stream-key");
    private readonly SignedToken _tokens = new(secret, "stream-playback", time);

    /// <summary>It names its stream, so that a publisher needs nothing else.</summary>
    public string KeyOf(StreamRecord stream) => $"{stream.Id}{Separator}{Base64Url.EncodeToString(Tag(stream.Id.Value, stream.KeyVersion))}";

    /// <summary>Whose key it claims to be; null when it is none.</summary>
    public static StreamId? StreamOf(string key) =>
        key.IndexOf(Separator, StringComparison.Ordinal) is var at && at > 0 && EntityIds.TryParse<StreamId>(key[..at], out var id) ? id : null;

    public bool Opens(StreamRecord stream, string key) =>
        (stream.KeyExpiresAt is not { } end || time.GetUtcNow() < end)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(KeyOf(stream)), Encoding.UTF8.GetBytes(key));

    /// <summary>The path of its multivariant playlist, with the right to play it where it needs one; that ends at a full hour.</summary>
    public (string Path, DateTimeOffset? ExpiresAt) AddressOf(StreamRecord stream)
    {
        if (stream.Visibility != StreamVisibility.Private)
            return ($"/hls/{stream.Id}/master.m3u8", null);
        var until = time.GetUtcNow() + options.Value.TokenLifetime;
        var rounded = new DateTimeOffset((until.Ticks + Rounding.Ticks - 1) / Rounding.Ticks * Rounding.Ticks, TimeSpan.Zero);
        return ($"/hls/{stream.Id}~{_tokens.Sign(stream.Id.Value, rounded)}/master.m3u8", rounded);
    }

    public bool MayPlay(StreamRecord stream, string? token) =>
        token is null ? stream.Visibility != StreamVisibility.Private : _tokens.Verify(stream.Id.Value, token);

    private byte[] Tag(string id, int version) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{id}|{version}"))[..KeyBytes];
}
