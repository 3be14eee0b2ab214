using System.Globalization;
using Matinee.Media.Cmaf;

namespace Matinee.Media.Hls;

/// <summary>Numbers as RFC 8216bis 4.2 writes them.</summary>
internal static class Numbers
{
    public static long Integer(ReadOnlySpan<char> text, string what) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new PlaylistException($"{what} is '{Shorten(text)}'; a whole number is expected.");

    public static int SmallInteger(ReadOnlySpan<char> text, string what) =>
        Integer(text, what) is var value and <= int.MaxValue ? (int)value : throw new PlaylistException($"{what} is too large.");

    public static decimal Decimal(ReadOnlySpan<char> text, string what) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new PlaylistException($"{what} is '{Shorten(text)}'; a number is expected.");

    /// <summary>A date and time of ISO 8601; one without a zone is taken as UTC.</summary>
    public static DateTimeOffset Time(ReadOnlySpan<char> text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? value
            : throw new PlaylistException($"EXT-X-PROGRAM-DATE-TIME is '{Shorten(text)}'; a date and time is expected.");

    /// <param name="text">n[@o]</param>
    /// <param name="implied">The offset when none is given, or null when it must be.</param>
    public static ByteRange Range(ReadOnlySpan<char> text, long? implied)
    {
        var at = text.IndexOf('@');
        var length = Integer(at < 0 ? text : text[..at], "The length of a byte range");
        var offset = at >= 0 ? Integer(text[(at + 1)..], "The offset of a byte range")
            : implied ?? throw new PlaylistException("A byte range has no offset, and the segment before it is not of the same resource.");
        return offset > long.MaxValue - length ? throw new PlaylistException("A byte range overflows.") : new ByteRange(offset, length);
    }

    private static string Shorten(ReadOnlySpan<char> text) => text[..Math.Min(text.Length, 40)].ToString();
}
