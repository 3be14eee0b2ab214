using System.Security.Cryptography;
using System.Text;

namespace Matinee.App.Http;

/// <summary>
/// The one secret of an installation. Every key is HKDF-SHA256(secret, label), so keys of different uses are independent
/// and nodes that share the secret agree on all of them (RFC 5869).
/// </summary>
public sealed class ClusterSecret
{
    public const int MinimumBytes = 32;

    private readonly byte[] _secret;

    /// <exception cref="ArgumentException">Shorter than <see cref="MinimumBytes"/>.</exception>
    public ClusterSecret(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < MinimumBytes)
            throw new ArgumentException($"The cluster secret has {secret.Length} bytes; at least {MinimumBytes} are needed.", nameof(secret));
        _secret = secret.ToArray();
    }

    /// <param name="label">Names the use, for example <c>access-token</c>, <c>playback</c>, <c>upload-url</c>.</param>
    /// <param name="bytes">Length of the key.</param>
    public byte[] DeriveKey(string label, int bytes = 32) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, bytes, info: Encoding.UTF8.GetBytes("matinee:" + label));

    /// <summary>Sixteen hex digits that nodes compare; tells nothing of the secret.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(DeriveKey("fingerprint", 8));

    public override string ToString() => "(cluster secret)";
}
