using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Matinee.App.Uploads;

/// <summary>
/// The Upload-Metadata header of tus: <c>key base64,key base64</c>. Keys are non-empty ASCII without space and comma, each
/// once; a value may be missing.
/// </summary>
internal sealed class UploadMetadata
{
    public const int MaxLength = 8 * 1024;
    private const int MaxPairs = 32;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly FrozenDictionary<string, string> _values;

    private UploadMetadata(FrozenDictionary<string, string> values) => _values = values;

    public static UploadMetadata Empty { get; } = new(FrozenDictionary<string, string>.Empty);

    public int Count => _values.Count;

    /// <summary>Null when the key is absent.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    public static bool TryParse(string? header, [NotNullWhen(true)] out UploadMetadata? metadata)
    {
        metadata = null;
        if (string.IsNullOrEmpty(header))
        {
            metadata = Empty;
            return true;
        }

        if (header.Length > MaxLength)
            return false;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(','))
        {
            // Clients put a space after the comma, and after a key without a value.
            var parts = pair.Trim(' ').Split(' ', 2);
            if (values.Count == MaxPairs || !IsKey(parts[0]) || !TryDecode(parts.Length == 2 ? parts[1] : "", out var value) || !values.TryAdd(parts[0], value))
                return false;
        }

        metadata = new UploadMetadata(values.ToFrozenDictionary(StringComparer.Ordinal));
        return true;
    }

    private static bool IsKey(string key) => key.Length > 0 && key.All(c => c is > ' ' and <= '~');

    private static bool TryDecode(string base64, [NotNullWhen(true)] out string? value)
    {
        value = null;
        Span<byte> bytes = base64.Length <= 1024 ? stackalloc byte[1024] : new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return false;
        try
        {
            value = Strict.GetString(bytes[..length]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
