namespace Matinee.Media.Ffmpeg;

/// <summary>A block of a source that is here, or on its way.</summary>
internal sealed class SourceBlock(long index, long runEnd)
{
    /// <summary>Below it the first picture waits for more than it needs; above it a seek wastes more than it gains.</summary>
    public const int Size = 256 * 1024;

    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Index { get; } = index;

    /// <summary>The block after the last one of the request that this one came with.</summary>
    public long RunEnd { get; } = runEnd;

    /// <summary>A count that grows with each use of any block.</summary>
    public long LastUse { get; set; }

    /// <summary>Shorter than <see cref="Size"/> only at the source's end, empty beyond it.</summary>
    public Task<ReadOnlyMemory<byte>> Content => arrived.Task;

    public void Arrive(ReadOnlyMemory<byte> content) => arrived.TrySetResult(content);

    public void Fail(Exception reason)
    {
        if (arrived.TrySetException(reason))
        {
            // Nobody need wait for a block that was read ahead.
            _ = arrived.Task.Exception;
        }
    }
}
