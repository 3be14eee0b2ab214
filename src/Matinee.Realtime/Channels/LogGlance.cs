using System.Diagnostics.CodeAnalysis;
using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Channels;

/// <summary>One read of a channel's log in flight, however many come back at once: who waits looks first whether the last read holds what it needs.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
internal sealed class LogGlance(string channel)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private IReadOnlyList<Publication> _last = [];
    private string _epoch = "";

    /// <summary>All that follows a position up to another; null when the log does not have it.</summary>
    public async Task<IReadOnlyList<Publication>?> ReadAsync(StreamPosition after, StreamPosition upTo, IBroker broker, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (Cut(after, upTo) is { } known)
                return known;
            var read = await broker.ReadAsync(channel, after, (int)(upTo.Offset - after.Offset), cancellationToken);
            if (read is not Publications { Items: var items, Top: var top } || top.Epoch != upTo.Epoch)
                return null;
            (_last, _epoch) = (items, upTo.Epoch);
            return Cut(after, upTo);
        }
        finally
        {
            _one.Release();
        }
    }

    private List<Publication>? Cut(StreamPosition after, StreamPosition upTo)
    {
        if (_epoch != upTo.Epoch || _last.Count == 0 || _last[0].Offset > after.Offset + 1 || _last[^1].Offset < upTo.Offset)
            return null;
        return _last.Where(p => p.Offset > after.Offset && p.Offset <= upTo.Offset).ToList();
    }
}
