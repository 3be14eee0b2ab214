using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;

namespace Matinee.Client.Uploads;

/// <summary>A part of a file as a body; tells what passes to the hash and to the meter.</summary>
internal sealed class ChunkContent : HttpContent
{
    private const int BufferBytes = 128 * 1024;

    private readonly SafeFileHandle _file;
    private readonly long _offset;
    private readonly long _length;
    private readonly Action<long, ReadOnlyMemory<byte>> _passed;

    public ChunkContent(SafeFileHandle file, long offset, long length, Action<long, ReadOnlyMemory<byte>> passed, string? contentType = "application/offset+octet-stream")
    {
        (_file, _offset, _length, _passed) = (file, offset, length, passed);
        if (contentType is not null)
            Headers.ContentType = new MediaTypeHeaderValue(contentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (long sent = 0; sent < _length;)
            {
                var wanted = (int)Math.Min(buffer.Length, _length - sent);
                var read = await RandomAccess.ReadAsync(_file, buffer.AsMemory(0, wanted), _offset + sent, cancellationToken);
                if (read == 0)
                    throw new IOException("The file became shorter while it was being sent.");
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                _passed(_offset + sent, buffer.AsMemory(0, read));
                sent += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
