using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Matinee.App.Uploads;

/// <summary>The file of one upload during one request: written sequentially, made durable in steps.</summary>
internal sealed class IncomingFile(
    TrackedUpload upload, IncomingUpload memory, IncomingFolder folder, UploadStore uploads, UploadOptions options, TimeProvider time) : IDisposable
{
    private SafeFileHandle? _file;
    private long _lastCheckpoint = time.GetTimestamp();

    public UploadId Id => upload.Id;

    /// <summary>What a restart would find.</summary>
    public long Durable { get; private set; }

    public long Written => memory.Written;

    public DateTimeOffset ExpiresAt { get; private set; } = upload.ExpiresAt;

    public bool IsCheckpointDue =>
        Written - Durable >= options.CheckpointBytes || (Written > Durable && time.GetElapsedTime(_lastCheckpoint) >= options.CheckpointInterval);

    private SafeFileHandle File => _file ?? throw new InvalidOperationException("The file is not open.");

    /// <summary>Opens behind what is durable and returns that offset.</summary>
    public async Task<long> OpenAsync(CancellationToken cancellationToken)
    {
        (_file, Durable) = folder.Open(upload.Id, upload.ReceivedBytes);
        memory.Written = Durable;
        if (memory.Hash.Position > Durable)
            memory.Hash.Rewind();
        if (Durable < upload.ReceivedBytes)
            await uploads.CheckpointAsync(upload.Id, Durable, Durable, options.ExpireAfter, cancellationToken);
        return Durable;
    }

    /// <summary>Opens from the beginning: what came before is dropped.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await uploads.CheckpointAsync(upload.Id, 0, 0, options.ExpireAfter, cancellationToken);
        (_file, Durable) = folder.Open(upload.Id, 0);
        memory.Written = 0;
        memory.Hash.Rewind();
    }

    public async Task WriteAsync(ReadOnlySequence<byte> bytes, UploadChecksum.Running? check)
    {
        if (bytes.IsEmpty)
            return;
        var offset = Written;
        // No token: a write that has begun ends, so that Written is always true.
        var write = bytes.IsSingleSegment
            ? RandomAccess.WriteAsync(File, bytes.First, offset, CancellationToken.None)
            : RandomAccess.WriteAsync(File, [.. Segments(bytes)], offset, CancellationToken.None);
        try
        {
            if (check is null)
                memory.Hash.Append(offset, bytes); // beside the write
            else
                check.Append(bytes);
        }
        finally
        {
            await FinishAsync(write, offset);
        }

        memory.Written = offset + bytes.Length;
    }

    /// <summary>Makes all that is written durable and says so in the row. The durable offset, or -1 when the upload has ended meanwhile.</summary>
    public async Task<long> CheckpointAsync()
    {
        var offset = Written;
        if (offset > Durable)
            await Task.Run(() => RandomAccess.FlushToDisk(File));
        if (await uploads.CheckpointAsync(upload.Id, Durable, offset, options.ExpireAfter, CancellationToken.None) is not { } expires)
            return -1;
        _lastCheckpoint = time.GetTimestamp();
        ExpiresAt = expires;
        return Durable = offset;
    }

    /// <summary>Drops what is not durable.</summary>
    public void CutBack()
    {
        RandomAccess.SetLength(File, Durable);
        memory.Written = Durable;
        if (memory.Hash.Position > Durable)
            memory.Hash.Rewind();
    }

    public void Dispose() => _file?.Dispose();

    private async Task FinishAsync(ValueTask write, long offset)
    {
        try
        {
            await write;
        }
        catch (IOException)
        {
            if (memory.Hash.Position > offset)
                memory.Hash.Rewind(); // it ran ahead of bytes that are not there
            throw;
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Segments(ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
            yield return segment;
    }
}
