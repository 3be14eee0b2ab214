using System.Globalization;
using System.Security.Cryptography;

namespace Matinee.Media.Ffmpeg;

/// <summary>Brings blocks from the origin, whatever breaks in between: each new attempt starts at the first byte that is missing.</summary>
internal sealed class SourceFetch(IRangeOrigin origin, RangeProxyLimits limits, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private long length = -1;
    private long requests;
    private long repeated;
    private long received;

    /// <summary>Null until the first answer.</summary>
    public long? Length => Interlocked.Read(ref length) is >= 0 and var known ? known : null;

    public RangeTraffic Traffic => new(Interlocked.Read(ref requests), Interlocked.Read(ref repeated), Interlocked.Read(ref received));

    /// <summary>Fills neighbouring blocks in order; each is there for its readers as soon as its last byte is.</summary>
    /// <exception cref="IOException">It was given up; blocks that are not filled stay so.</exception>
    public async Task FillAsync(SourceBlock[] run, CancellationToken cancellationToken)
    {
        var target = new BlockFiller(run);
        long progress = time.GetTimestamp();
        for (int attempt = 0; !target.IsFull; attempt++)
        {
            if (attempt > 0)
            {
                Interlocked.Increment(ref repeated);
            }

            string reason;
            long before = target.Position;
            try
            {
                await RequestAsync(target, () => progress = time.GetTimestamp(), cancellationToken);
                reason = "the connection ended early";
            }
            catch (Exception e) when (e is not SourceGoneException && !cancellationToken.IsCancellationRequested)
            {
                reason = e is OperationCanceledException ? "no answer came" : e.Message;
            }

            if (target.Position > before)
            {
                attempt = 0;
            }

            if (target.IsFull)
            {
                return;
            }

            if (time.GetElapsedTime(progress) >= limits.StallDeadline)
            {
                throw new SourceReadException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The source gave nothing for {limits.StallDeadline.TotalSeconds:0} s at byte {target.Position}; the last attempt ended because {reason}."));
            }

            await Task.Delay(Pause(attempt), time, cancellationToken);
        }
    }

    private async Task RequestAsync(BlockFiller target, Action progressed, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(limits.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        Interlocked.Increment(ref requests);
        RangeAnswer answer = await origin.OpenAsync(target.Position, target.End - 1, either.Token);
        await using (answer.Content)
        {
            Accept(answer, target.Position);
            while (!target.IsFull && target.Position <= answer.To)
            {
                patience.CancelAfter(limits.Patience);
                int read = await answer.Content.ReadAsync(target.Room(answer.TotalBytes), either.Token);
                if (read == 0)
                {
                    return;
                }

                Interlocked.Add(ref received, read);
                progressed();
                target.Advance(read, answer.TotalBytes);
            }
        }

        target.Finish(answer.TotalBytes);
    }

    private void Accept(RangeAnswer answer, long wanted)
    {
        if (answer.TotalBytes < 0 || (answer.From != wanted && answer.TotalBytes > wanted) || answer.To >= answer.TotalBytes)
        {
            throw new IOException($"the answer holds bytes {answer.From} to {answer.To} of {answer.TotalBytes}, byte {wanted} was asked for");
        }

        long known = Interlocked.CompareExchange(ref length, answer.TotalBytes, -1);
        if (known >= 0 && known != answer.TotalBytes)
        {
            throw new SourceGoneException($"The source had {known} bytes and now has {answer.TotalBytes}: it was replaced while it was read.");
        }
    }

    /// <summary>Doubling and spread, so that a fleet does not come back as one.</summary>
    private TimeSpan Pause(int attempt)
    {
        TimeSpan full = limits.FirstPause * Math.Pow(2, Math.Min(attempt, 10));
        return (full < LongestPause ? full : LongestPause) * (RandomNumberGenerator.GetInt32(500, 1500) / 1000.0);
    }
}
