using System.Security.Cryptography;

namespace Matinee.App.Dispatch;

/// <summary>What arrived is not what was said to come.</summary>
internal sealed class ChecksumException(string message) : IOException(message);

/// <summary>
/// Passes a body on and, before it tells that the end is reached, compares length and SHA-256: a store that makes an object
/// visible at the end never makes a damaged one visible.
/// </summary>
internal sealed class CheckedStream(Stream inner, long bytes, string sha256) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;
    private bool _checked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    // Stores that need the length beforehand ask for it.
    public override long Length => bytes;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Count(buffer.Span[..read], buffer.Length > 0);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is read without blocking.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }

    private int Count(ReadOnlySpan<byte> read, bool asked)
    {
        _hash.AppendData(read);
        _read += read.Length;
        // Who knows the length may never ask for the end.
        if (!_checked && (_read >= bytes || (read.Length == 0 && asked)))
        {
            _checked = true;
            if (_read != bytes)
                throw new ChecksumException($"{_read} bytes arrived of {bytes}.");
            if (!Convert.ToHexStringLower(_hash.GetCurrentHash()).Equals(sha256, StringComparison.OrdinalIgnoreCase))
                throw new ChecksumException("The bytes that arrived do not have the SHA-256 that was sent with them.");
        }

        return read.Length;
    }
}
