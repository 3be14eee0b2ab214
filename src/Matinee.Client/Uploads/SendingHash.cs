using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Matinee.Client.Uploads;

/// <summary>SHA-256 of a file, made of the bytes that are being sent anyway; only gaps are read for it.</summary>
internal sealed class SendingHash(SafeFileHandle file) : IDisposable
{
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    /// <summary>Takes what is new of bytes at <paramref name="offset"/>; a chunk that is sent again is not hashed again.</summary>
    public void Passed(long offset, ReadOnlySpan<byte> bytes)
    {
        var known = _position - offset;
        if (known < 0 || known >= bytes.Length)
            return;
        _sha.AppendData(bytes[(int)known..]);
        _position = offset + bytes.Length;
    }

    /// <summary>Reads up to <paramref name="end"/>: what an earlier attempt had sent.</summary>
    public async Task CatchUpAsync(long end, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1024 * 1024);
        try
        {
            while (_position < end)
            {
                var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - _position)), _position, cancellationToken);
                if (read == 0)
                    throw new IOException("The file became shorter while it was being sent.");
                _sha.AppendData(buffer, 0, read);
                _position += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public string Hex() => Convert.ToHexStringLower(_sha.GetCurrentHash());

    public void Dispose() => _sha.Dispose();
}
