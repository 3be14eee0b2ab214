using System.Buffers;

namespace Matinee.Adapters.Remote;

/// <summary>
/// Cuts a stream into parts held in memory, so that each can be sent again. Parts grow with their number: 10,000 of them, which
/// is what stores take, are half a terabyte.
/// </summary>
internal sealed class PartReader(Stream content)
{
    private const int FirstSize = 8 * 1024 * 1024;
    private const int LargestSize = 64 * 1024 * 1024;
    private const int GrowEvery = 1000;

    private int _number;

    /// <summary>The next part; null at the end, except that an empty stream has one empty part.</summary>
    /// <exception cref="IOException">The sender's, not the store's.</exception>
    public async Task<Part?> NextAsync(CancellationToken cancellationToken)
    {
        var size = Math.Min(LargestSize, FirstSize << Math.Min(_number / GrowEvery, 3));
        if (content.CanSeek)
            size = (int)Math.Clamp(content.Length - content.Position, 0, size);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var length = 0;
        try
        {
            // A file that grows while it is read is read to the length it had.
            while (length < size && await content.ReadAsync(buffer.AsMemory(length, size - length), cancellationToken) is > 0 and var read)
                length += read;
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }

        if (length == 0 && _number > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }

        return new Part(++_number, buffer, length, IsShort: length < size || (content.CanSeek && content.Position >= content.Length));
    }

    /// <param name="Number">From 1.</param>
    /// <param name="IsShort">Nothing can follow it.</param>
    internal sealed record Part(int Number, byte[] Buffer, int Length, bool IsShort) : IDisposable
    {
        public MemoryStream Open() => new(Buffer, 0, Length, writable: false);

        public void Dispose() => ArrayPool<byte>.Shared.Return(Buffer);
    }
}
