using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Matinee.Media.Cmaf;

/// <summary>The types of a file's outermost boxes, in order, whatever its size: only their headers are read.</summary>
public static class TopBoxes
{
    /// <summary>A file of Matinee has four; a fragmented one of hours some thousands.</summary>
    private const int Most = 100_000;

    /// <exception cref="CmafException">A box is smaller than its header, or reaches beyond the file.</exception>
    public static async IAsyncEnumerable<string> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        var header = new byte[16];
        long at = 0;
        for (var i = 0; i < Most && at < file.Length; i++)
        {
            file.Position = at;
            var read = await file.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
            var (type, size) = Read(header.AsSpan(0, read), file.Length - at);
            yield return type;
            at += size;
        }
    }

    private static (string Type, long Size) Read(ReadOnlySpan<byte> header, long left)
    {
        if (header.Length < 8)
            throw new CmafException($"{header.Length} stray bytes are too few for a box.");
        var type = BoxTypes.Name(BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        ulong size = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (size == 0)
            return (type, left);
        if (size == 1)
            size = header.Length == 16 ? BinaryPrimitives.ReadUInt64BigEndian(header[8..]) : 0;
        return size >= 8 && size <= (ulong)left ? (type, (long)size) : throw new CmafException($"'{type}' claims {size} bytes; {left} are there.");
    }
}
