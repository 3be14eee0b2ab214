using System.Globalization;
using System.Text;

namespace Matinee.Media.Ffmpeg;

/// <summary>The little of an HTTP/1.1 request (RFC 9112) that ffmpeg sends.</summary>
internal sealed record RequestHead(string Method, string Target, bool KeepAlive, string? Range)
{
    /// <summary>Null when it is not a request without a body.</summary>
    public static RequestHead? Parse(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"])
        {
            return null;
        }

        bool keepAlive = lines[0].EndsWith("1.1", StringComparison.Ordinal);
        string? range = null;
        foreach (string line in lines.Skip(1).TakeWhile(line => line.Length > 0))
        {
            if (line.Split(':', 2) is not [var name, var rest])
            {
                return null;
            }

            string value = rest.Trim();
            switch (name.ToLowerInvariant())
            {
                case "connection":
                    keepAlive = !value.Equals("close", StringComparison.OrdinalIgnoreCase);
                    break;
                case "range":
                    range = value;
                    break;
                case "content-length" when value != "0":
                case "transfer-encoding":
                    return null;
            }
        }

        return new RequestHead(method, target, keepAlive, range);
    }

    /// <summary>
    /// The bytes wanted of a source, first and last. Whole says that no usable range was asked for (several ranges may be ignored,
    /// RFC 9110, 14.2); a first byte at or behind the end cannot be satisfied, and the answer is null.
    /// </summary>
    public (long From, long To, bool Whole)? Wanted(long length)
    {
        (long, long, bool) whole = (0, length - 1, true);
        if (Range is null || !Range.StartsWith("bytes=", StringComparison.Ordinal) || Range[6..].Split('-') is not [var first, var last])
        {
            return whole;
        }

        long? from = Number(first);
        long? to = Number(last);
        return (from, to) switch
        {
            (null, { } suffix) when first.Length == 0 => suffix == 0 || length == 0 ? null : (Math.Max(0, length - suffix), length - 1, false),
            ({ } start, null) when last.Length == 0 => start < length ? (start, length - 1, false) : null,
            ({ } start, { } end) when start <= end => start < length ? (start, Math.Min(end, length - 1), false) : null,
            _ => whole,
        };
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
