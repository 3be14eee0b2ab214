using System.Buffers;
using System.Security.Cryptography;

namespace Matinee.App.Uploads;

/// <summary>
/// SHA-256 of a growing file. Bytes are hashed on their way to the disk; after a restart, or after a chunk that had to be
/// verified first, the gap is read back beside the transfer, so that nothing is left to read when the last byte arrives.
/// </summary>
internal sealed class RunningHash : IDisposable
{
    private const int ReadBuffer = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Task _catchUp = Task.CompletedTask;
    private long _position;
    private int _generation;

    public long Position
    {
        get
        {
            lock (_lock)
                return _position;
        }
    }

    /// <summary>Takes bytes that follow directly; others are left to <see cref="CatchUp"/>.</summary>
    public void Append(long offset, in ReadOnlySequence<byte> bytes)
    {
        lock (_lock)
        {
            if (_position != offset)
                return;
            foreach (var part in bytes)
                _sha.AppendData(part.Span);
            _position += bytes.Length;
        }
    }

    /// <summary>Begins anew: the file was cut below what is hashed.</summary>
    public void Rewind()
    {
        lock (_lock)
        {
            _sha.GetHashAndReset();
            _position = 0;
            _generation++;
        }
    }

    /// <summary>Reads the gap up to <paramref name="end"/> in the background, unless that is under way.</summary>
    public void CatchUp(string path, Func<long> end, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_position < end() && _catchUp.IsCompleted)
                _catchUp = Task.Run(() => ReadGapAsync(path, end, cancellationToken), cancellationToken);
        }
    }

    /// <summary>The hash of the first <paramref name="length"/> bytes, which must all be in the file.</summary>
    public async Task<string> SettleAsync(string path, long length, CancellationToken cancellationToken)
    {
        await _catchUp.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Position > length)
            Rewind();
        await ReadGapAsync(path, () => length, cancellationToken);
        lock (_lock)
            return Convert.ToHexStringLower(_sha.GetCurrentHash());
    }

    public void Dispose() => _sha.Dispose();

    private async Task ReadGapAsync(string path, Func<long> end, CancellationToken cancellationToken)
    {
        if (Position >= end())
            return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBuffer);
        try
        {
            while (await ReadOnceAsync())
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        async Task<bool> ReadOnceAsync()
        {
            var (position, generation) = Snapshot();
            var wanted = (int)Math.Min(buffer.Length, end() - position);
            if (wanted <= 0)
                return false;
            var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, wanted), position, cancellationToken);
            lock (_lock)
            {
                if (read > 0 && _position == position && _generation == generation)
                {
                    _sha.AppendData(buffer, 0, read);
                    _position += read;
                }
            }

            return read > 0;
        }
    }

    private (long Position, int Generation) Snapshot()
    {
        lock (_lock)
            return (_position, _generation);
    }
}
