namespace Matinee.Media.Ffmpeg;

/// <summary>Where the next byte of a run of blocks goes.</summary>
internal sealed class BlockFiller(SourceBlock[] run)
{
    private readonly long start = run[0].Index * SourceBlock.Size;
    private byte[]? current;
    private int filled;
    private int block;

    /// <summary>Offset in the source of the next byte.</summary>
    public long Position => start + ((long)block * SourceBlock.Size) + filled;

    /// <summary>Offset behind the last byte of the last block.</summary>
    public long End => start + ((long)run.Length * SourceBlock.Size);

    public bool IsFull => block == run.Length;

    /// <summary>The rest of the current block.</summary>
    public Memory<byte> Room(long length)
    {
        long from = start + ((long)block * SourceBlock.Size);
        current ??= GC.AllocateUninitializedArray<byte>((int)Math.Min(SourceBlock.Size, length - from));
        return current.AsMemory(filled);
    }

    public void Advance(int bytes, long length)
    {
        filled += bytes;
        if (current is null || filled < current.Length)
        {
            return;
        }

        run[block].Arrive(current);
        (current, filled) = (null, 0);
        block++;
        Finish(length);
    }

    /// <summary>Blocks beyond the source's end are empty.</summary>
    public void Finish(long length)
    {
        while (filled == 0 && block < run.Length && run[block].Index * SourceBlock.Size >= length)
        {
            run[block++].Arrive(ReadOnlyMemory<byte>.Empty);
        }
    }
}
