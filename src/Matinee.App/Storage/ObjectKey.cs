using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Matinee.App.Storage;

/// <summary>
/// The name of an object: segments of <c>[a-z0-9A-Z._-]</c> joined by '/', at most 512 characters, no segment "." or "..".
/// Checked on construction, so that no key can ever leave the store's root.
/// </summary>
[JsonConverter(typeof(ObjectKeyJsonConverter))]
public readonly record struct ObjectKey
{
    private const int MaxLength = 512;

    public ObjectKey(string value)
    {
        if (!IsValid(value))
            throw new ArgumentException($"'{value}' is not an object key.", nameof(value));
        Value = value;
    }

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? value, out ObjectKey key)
    {
        key = default;
        if (value is null || !IsValid(value))
            return false;
        key = new ObjectKey(value);
        return true;
    }

    public override string ToString() => Value;

    private static bool IsValid(string value)
    {
        if (value.Length is 0 or > MaxLength)
            return false;
        foreach (var range in value.AsSpan().Split('/'))
        {
            var segment = value.AsSpan(range);
            if (segment.IsEmpty || segment is "." or "..")
                return false;
            foreach (var c in segment)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '~'))
                    return false;
            }
        }

        return true;
    }
}
