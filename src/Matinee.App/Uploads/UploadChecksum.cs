using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Matinee.App.Uploads;

/// <summary>The Upload-Checksum header of tus: an algorithm and the Base64 of its hash over the body of the request.</summary>
internal sealed class UploadChecksum
{
    public const string Algorithms = "sha1,sha256";

    private readonly HashAlgorithmName _algorithm;
    private readonly byte[] _expected;

    private UploadChecksum(HashAlgorithmName algorithm, byte[] expected)
    {
        _algorithm = algorithm;
        _expected = expected;
    }

    public string Expected => Convert.ToHexStringLower(_expected);

    public static bool TryParse(string? header, [NotNullWhen(true)] out UploadChecksum? checksum)
    {
        checksum = null;
        if (header?.Split(' ') is not [var name, var base64])
            return false;
        (HashAlgorithmName Algorithm, int Length)? known = name switch
        {
            "sha1" => (HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
            "sha256" => (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
            _ => null,
        };
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (known is not { } algorithm || !Convert.TryFromBase64String(base64, hash, out var length) || length != algorithm.Length)
            return false;
        checksum = new UploadChecksum(algorithm.Algorithm, hash[..length].ToArray());
        return true;
    }

    public Running Begin() => new(this);

    internal sealed class Running(UploadChecksum checksum) : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(checksum._algorithm);

        public void Append(in ReadOnlySequence<byte> bytes)
        {
            foreach (var part in bytes)
                _hash.AppendData(part.Span);
        }

        public bool Matches() => CryptographicOperations.FixedTimeEquals(_hash.GetCurrentHash(), checksum._expected);

        public string Found() => Convert.ToHexStringLower(_hash.GetCurrentHash());

        public void Dispose() => _hash.Dispose();
    }
}
