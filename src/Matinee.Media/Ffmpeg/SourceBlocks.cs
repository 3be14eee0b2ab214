namespace Matinee.Media.Ffmpeg;

/// <summary>
/// A source's blocks in memory, the least used dropped first. Each request to the origin is short and runs at the speed of the
/// network, whatever ffmpeg does meanwhile: an encoder that reads a megabyte a minute would have every server hang up on it.
/// </summary>
internal sealed class SourceBlocks(IRangeOrigin origin, RangeProxyLimits limits, TimeProvider time) : ISourceBytes, IAsyncDisposable
{
    /// <summary>A run is this share of what was read in one go before it, so that a seek away wastes little.</summary>
    private const int RunShare = 4;

    /// <summary>Places where a reader may go on: each track of a badly interleaved file is one.</summary>
    private const int MostTails = 16;

    private readonly SourceFetch fetch = new(origin, limits, time);
    private readonly SemaphoreSlim requests = new(limits.MostRequests);
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly Dictionary<long, SourceBlock> blocks = [];
    private readonly Dictionary<long, Tail> tails = [];
    private readonly HashSet<Task> running = [];
    private long clock;
    private int faults;

    public int Faults => Volatile.Read(ref faults);

    public string? LastFault { get; private set; }

    public RangeTraffic Traffic => fetch.Traffic;

    public async ValueTask<long> LengthAsync(CancellationToken cancellationToken)
    {
        if (fetch.Length is { } known)
        {
            return known;
        }

        await BlockAsync(0, cancellationToken);
        return fetch.Length ?? throw new SourceReadException("The origin did not tell the source's length.");
    }

    public async ValueTask<int> ReadAsync(long from, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int filled = 0;
        while (filled < buffer.Length && await SliceAsync(from + filled, cancellationToken) is { Length: > 0 } slice)
        {
            int take = Math.Min(slice.Length, buffer.Length - filled);
            slice[..take].CopyTo(buffer[filled..]);
            filled += take;
        }

        return filled;
    }

    /// <summary>What is there from an offset to the end of its block; empty at the source's end. The memory never changes.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> SliceAsync(long from, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> content = await BlockAsync(from / SourceBlock.Size, cancellationToken);
        int within = (int)(from % SourceBlock.Size);
        return within < content.Length ? content[within..] : ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>Somebody who waited got nothing.</summary>
    public void Fault(string reason)
    {
        LastFault = reason;
        Interlocked.Increment(ref faults);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Task[] left;
        lock (gate)
        {
            left = [.. running];
        }

        await Task.WhenAll(left);
        stopping.Dispose();
        requests.Dispose();
    }

    private Task<ReadOnlyMemory<byte>> BlockAsync(long index, CancellationToken cancellationToken)
    {
        SourceBlock? block;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
            if (!blocks.TryGetValue(index, out block))
            {
                block = Begin(index);
            }

            block.LastUse = ++clock;
            ReadAhead(block);
        }

        return block.Content.WaitAsync(cancellationToken);
    }

    private SourceBlock Begin(long first)
    {
        long before = tails.Remove(first, out Tail tail) ? tail.Read : 0;
        int most = (int)Math.Clamp(before / RunShare, 1, limits.LongestRun);
        int count = 1;
        while (count < most && !blocks.ContainsKey(first + count) && !IsBeyondEnd(first + count))
        {
            count++;
        }

        SourceBlock[] run = [.. Enumerable.Range(0, count).Select(i => new SourceBlock(first + i, first + count) { LastUse = ++clock })];
        foreach (SourceBlock block in run)
        {
            blocks[block.Index] = block;
        }

        if (tails.Count == MostTails)
        {
            tails.Remove(tails.MinBy(pair => pair.Value.Born).Key);
        }

        tails[first + count] = new Tail(before + count, clock);
        Drop();
        Task task = FetchAsync(run);
        running.Add(task);
        _ = task.ContinueWith(Forget, TaskScheduler.Default);
        return run[0];
    }

    /// <summary>The next request starts when half of the last one's blocks are read, so that nobody waits between two.</summary>
    private void ReadAhead(SourceBlock block)
    {
        long next = block.RunEnd;
        if (tails.TryGetValue(next, out Tail tail) && tail.Read > RunShare && !blocks.ContainsKey(next) && !IsBeyondEnd(next)
            && block.Index >= next - Math.Clamp(tail.Read / RunShare / 2, 1, limits.LongestRun / 2))
        {
            Begin(next);
        }
    }

    private void Drop()
    {
        while (blocks.Count > limits.MostBlocks)
        {
            if (blocks.Values.Where(block => block.Content.IsCompleted).MinBy(block => block.LastUse) is not { } oldest)
            {
                return;
            }

            blocks.Remove(oldest.Index);
        }
    }

    private bool IsBeyondEnd(long index) => fetch.Length is { } length && index * SourceBlock.Size >= length;

    private async Task FetchAsync(SourceBlock[] run)
    {
        await Task.Yield();
        try
        {
            await requests.WaitAsync(stopping.Token);
            try
            {
                await fetch.FillAsync(run, stopping.Token);
            }
            finally
            {
                requests.Release();
            }
        }
#pragma warning disable CA1031 // Whatever it was, somebody waits for these blocks and must hear of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (gate)
            {
                foreach (SourceBlock block in run.Where(block => !block.Content.IsCompleted))
                {
                    // The next reader tries anew.
                    blocks.Remove(block.Index);
                    block.Fail(e as IOException ?? new SourceReadException($"The source cannot be read: {e.Message}", e));
                }
            }
        }
    }

    private void Forget(Task task)
    {
        lock (gate)
        {
            running.Remove(task);
        }
    }

    /// <param name="Read">Blocks that were read in one go up to here.</param>
    private readonly record struct Tail(long Read, long Born);
}
