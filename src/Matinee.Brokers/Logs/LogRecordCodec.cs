using System.Buffers;
using System.Globalization;
using System.Text;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Logs;

/// <summary>
/// <see cref="LogRecord"/> as bytes: a line of words, then the state, then the publication. The line is text so that a script
/// in the store can write it: kind, epoch, offset, oldest, version, tag, previous tag, at, entries, age in seconds, id in hexadecimal, bytes of state.
/// </summary>
internal static class LogRecordCodec
{
    /// <summary>First word of an entry.</summary>
    public const string Entry = "e1";

    /// <summary>First word of the beginning of an epoch.</summary>
    public const string Beginning = "b1";

    private const int Words = 12;
    private const string NoId = "-";
    private const int LongestLine = 512;

    public static byte[] Encode(LogRecord record)
    {
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{(record.Publication is null ? Beginning : Entry)} {record.Epoch} {record.Offset} {record.Oldest} {record.Version} {record.Tag} {record.PreviousTag} "
            + $"{record.At} {record.Retention.Entries} {(long)Math.Ceiling(record.Retention.Age.TotalSeconds)} {Id(record.DedupId)} {record.State?.Length ?? -1}\n");
        var output = new ArrayBufferWriter<byte>(line.Length + (record.State?.Length ?? 0) + (record.Publication?.Data.Length ?? 0) + 64);
        Encoding.ASCII.GetBytes(line, output);
        if (record.State is { } state)
            output.Write(state.Span);
        if (record.Publication is { } publication)
            PublicationCodec.Write(output, publication.Data, publication.Tags, publication.Publisher);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Null: these bytes are something else. The result refers to them.</summary>
    public static LogRecord? Decode(ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span[..Math.Min(bytes.Length, LongestLine)].IndexOf((byte)'\n');
        if (end < 0 || Encoding.ASCII.GetString(bytes.Span[..end]).Split(' ') is not { Length: Words } words || words[0] is not (Entry or Beginning))
            return null;
        if (!Number(words[2], out var offset) || !Number(words[3], out var oldest) || !Number(words[4], out var version) || !Number(words[7], out var at)
            || !Number(words[8], out var entries) || !Number(words[9], out var age) || !int.TryParse(words[11], CultureInfo.InvariantCulture, out var stateLength))
            return null;
        var rest = bytes[(end + 1)..];
        if (!TryId(words[10], out var id) || stateLength < -1 || stateLength > rest.Length || entries > int.MaxValue || age > int.MaxValue)
            return null;
        Publication? publication = null;
        if (words[0] == Entry && !PublicationCodec.TryRead(rest[Math.Max(0, stateLength)..], offset, out publication))
            return null;
        return new LogRecord(words[1], offset, version, stateLength < 0 ? default(ReadOnlyMemory<byte>?) : rest[..stateLength], publication)
        {
            Tag = words[5],
            PreviousTag = words[6],
            DedupId = id,
            Oldest = oldest,
            At = at,
            Retention = new Retention((int)entries, TimeSpan.FromSeconds(age)),
        };
    }

    /// <summary>The word for an id.</summary>
    public static string Id(string? id) => id is null ? NoId : Convert.ToHexString(Encoding.UTF8.GetBytes(id));

    private static bool TryId(string word, out string? id)
    {
        id = null;
        if (word == NoId)
            return true;
        var bytes = new byte[word.Length / 2];
        if (Convert.FromHexString(word, bytes, out _, out var written) != OperationStatus.Done || written * 2 != word.Length)
            return false;
        id = Encoding.UTF8.GetString(bytes);
        return true;
    }

    private static bool Number(string word, out long number) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
