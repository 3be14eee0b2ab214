using System.Buffers;
using System.Globalization;
using System.Text;

namespace Matinee.Brokers.Nats.Wire;

/// <summary>The header block of a message, and the status that a server may put into its first line.</summary>
internal sealed class NatsHeaders
{
    public static readonly NatsHeaders None = new();

    private const int Most = 256;

    private static ReadOnlySpan<byte> Version => "NATS/1.0"u8;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private readonly List<KeyValuePair<string, string>> _items = [];

    /// <summary>0: none. 404: no such message, 408: not understood, 503: nobody listens.</summary>
    public int Status { get; private init; }

    public IReadOnlyList<KeyValuePair<string, string>> Items => _items;

    /// <summary>The first value of that name; null when there is none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in _items)
            {
                if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                    return value;
            }

            return null;
        }
    }

    /// <exception cref="ArgumentException">A name or value that would break the block.</exception>
    public NatsHeaders Add(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || name.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("A header's name is printable ASCII without a colon.", nameof(name));
        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new ArgumentException("A header's value is one line.", nameof(value));
        _items.Add(new(name, value));
        return this;
    }

    /// <exception cref="NatsProtocolException">It is not a header block.</exception>
    public static NatsHeaders Parse(ReadOnlySpan<byte> block)
    {
        var first = Line(ref block);
        if (!first.StartsWith(Version))
            throw new NatsProtocolException("A header block does not begin with its version.");
        var headers = new NatsHeaders { Status = ParseStatus(first[Version.Length..]) };
        while (!block.IsEmpty)
        {
            var line = Line(ref block);
            if (line.IsEmpty)
                break;
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || headers._items.Count == Most)
                throw new NatsProtocolException("A header line has no name, or there are too many.");
            headers._items.Add(new(Encoding.UTF8.GetString(line[..colon]), Encoding.UTF8.GetString(line[(colon + 1)..]).Trim(' ', '\t')));
        }

        return headers;
    }

    public void Write(IBufferWriter<byte> output)
    {
        output.Write(Version);
        output.Write(LineEnd);
        foreach (var (name, value) in _items)
        {
            Encoding.UTF8.GetBytes(name, output);
            output.Write(": "u8);
            Encoding.UTF8.GetBytes(value, output);
            output.Write(LineEnd);
        }

        output.Write(LineEnd);
    }

    private static int ParseStatus(ReadOnlySpan<byte> rest)
    {
        rest = rest.Trim((byte)' ');
        if (rest.Length < 3)
            return rest.IsEmpty ? 0 : throw new NatsProtocolException("The status of a header block is not a number.");
        return int.TryParse(rest[..3], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : throw new NatsProtocolException("The status of a header block is not a number.");
    }

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> block)
    {
        var end = block.IndexOf(LineEnd);
        if (end < 0)
            throw new NatsProtocolException("A header block breaks off within a line.");
        var line = block[..end];
        block = block[(end + 2)..];
        return line;
    }
}
