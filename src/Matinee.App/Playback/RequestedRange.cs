using System.Globalization;

namespace Matinee.App.Playback;

/// <summary>A Range header against a known length (RFC 9110, 14.2): a single range; anything else is answered whole.</summary>
internal readonly record struct RequestedRange(RangeOutcome Outcome, long Offset, long Length)
{
    private const string Unit = "bytes=";

    public static RequestedRange Read(ReadOnlySpan<char> header, long total)
    {
        var whole = new RequestedRange(RangeOutcome.Whole, 0, total);
        if (!header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
            return whole;
        var range = header[Unit.Length..].Trim();
        var dash = range.IndexOf('-');
        if (dash < 0 || range.Contains(','))
            return whole;
        var first = range[..dash];
        var last = range[(dash + 1)..];
        if (first.IsEmpty)
            return Digits(last, out var suffix) ? Suffix(suffix, total) : whole;
        if (!Digits(first, out var start))
            return whole;
        var end = total - 1;
        if (!last.IsEmpty)
        {
            if (!Digits(last, out var asked) || asked < start)
                return whole;
            end = Math.Min(asked, end);
        }

        return start >= total ? new RequestedRange(RangeOutcome.Unsatisfiable, 0, 0) : new RequestedRange(RangeOutcome.Part, start, end - start + 1);
    }

    private static RequestedRange Suffix(long suffix, long total) =>
        suffix == 0 || total == 0
            ? new RequestedRange(RangeOutcome.Unsatisfiable, 0, 0)
            : new RequestedRange(RangeOutcome.Part, Math.Max(0, total - suffix), Math.Min(suffix, total));

    private static bool Digits(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

internal enum RangeOutcome
{
    /// <summary>No range that is understood: 200.</summary>
    Whole,

    /// <summary>206.</summary>
    Part,

    /// <summary>416.</summary>
    Unsatisfiable,
}
