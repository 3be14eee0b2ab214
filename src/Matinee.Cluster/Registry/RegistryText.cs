using System.Text;

namespace Matinee.Cluster.Registry;

/// <summary>Which keys and values every implementation takes. Keys are ASCII, so that all of them order keys alike.</summary>
public static class RegistryText
{
    public const int LongestKey = 255;
    public const int LargestValue = 256 * 1024;

    /// <summary>Lone surrogates are refused and not replaced: what is read back is what was written.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">It is no key.</exception>
    public static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        CheckPrefix(key);
    }

    /// <exception cref="ArgumentException">No key begins so.</exception>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > LongestKey || prefix.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException($"A key has at most {LongestKey} characters from ! to ~ of ASCII.", nameof(prefix));
    }

    /// <returns>Its bytes in UTF-8.</returns>
    /// <exception cref="ArgumentException">It is no value.</exception>
    public static int CheckValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A value holds no NUL.", nameof(value));
        var bytes = Strict.GetByteCount(value);
        return bytes <= LargestValue ? bytes : throw new ArgumentException($"A value has at most {LargestValue} bytes.", nameof(value));
    }

    /// <summary>The first key after all that begin with a prefix; null when it is empty, and every key does.</summary>
    public static string? EndOf(string prefix) => prefix.Length == 0 ? null : prefix[..^1] + (char)(prefix[^1] + 1);
}
