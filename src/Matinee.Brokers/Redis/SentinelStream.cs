using System.Globalization;
using System.Text;

namespace Matinee.Brokers.Redis;

/// <summary>As much of the protocol of Redis (RESP 2) as a sentinel needs: commands out, flat lists of strings in.</summary>
internal sealed class SentinelStream(Stream stream) : IDisposable
{
    private const int MostItems = 64;

    private readonly byte[] _buffer = new byte[4096];
    private int _from;
    private int _to;

    public async Task SendAsync(string[] words, CancellationToken cancellationToken)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (var word in words)
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }

    /// <summary>One reply. Anything but a list is a list of one; what is null is nothing or empty.</summary>
    /// <exception cref="FormatException">This is not the protocol, an error, or more than was agreed.</exception>
    public async Task<IReadOnlyList<string>> ReadAsync(int mostBytes, CancellationToken cancellationToken)
    {
        var left = mostBytes;
        var line = await LineAsync(cancellationToken);
        if (!line.StartsWith('*'))
            return [await ItemAsync(line)];
        var count = Number(line, MostItems);
        var items = new List<string>();
        while (items.Count < count)
            items.Add(await ItemAsync(await LineAsync(cancellationToken)));
        return items;

        async Task<string> ItemAsync(string head)
        {
            if (head.StartsWith(':') || head.StartsWith('+'))
                return head[1..];
            if (!head.StartsWith('$'))
                throw new FormatException($"The sentinel said \"{head}\".");
            var length = Number(head, left);
            if (length < 0)
                return "";
            left -= length;
            var bytes = new byte[length + 2];
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = await ByteAsync(cancellationToken);
            return Encoding.UTF8.GetString(bytes, 0, length);
        }
    }

    public void Dispose() => stream.Dispose();

    private static int Number(string line, int most) =>
        int.TryParse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= -1 && number <= most
            ? number
            : throw new FormatException($"The sentinel announced \"{line}\".");

    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            var one = await ByteAsync(cancellationToken);
            if (one == '\n')
                return line.ToString().TrimEnd('\r');
            if (line.Append((char)one).Length > 512)
                throw new FormatException("The sentinel's line does not end.");
        }
    }

    private async ValueTask<byte> ByteAsync(CancellationToken cancellationToken)
    {
        if (_from == _to)
        {
            (_from, _to) = (0, await stream.ReadAsync(_buffer, cancellationToken));
            if (_to == 0)
                throw new EndOfStreamException("The sentinel closed the connection.");
        }

        return _buffer[_from++];
    }
}
