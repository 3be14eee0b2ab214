using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Channels;

/// <summary>Answers questions for the past of a channel.</summary>
internal static class History
{
    /// <summary>
    /// Forward: what follows a position, or the oldest; backward: what stands before a position, or the newest, newest first. Null when the position
    /// is not there any more.
    /// </summary>
    /// <param name="since">Null: from the end that the direction begins at. An empty epoch means the current one.</param>
    public static async Task<(IReadOnlyList<Publication> Items, StreamPosition Top)?> ReadAsync(
        IBroker broker, string channel, StreamPosition? since, int limit, bool isReverse, CancellationToken cancellationToken)
    {
        var top = await broker.TopAsync(channel, cancellationToken);
        var position = since is { } given ? given with { Epoch = given.Epoch.Length > 0 ? given.Epoch : top.Position.Epoch } : (StreamPosition?)null;
        if (position is { } wanted && (wanted.Epoch != top.Position.Epoch || wanted.Offset > top.Position.Offset + (isReverse ? 1 : 0)))
            return null;
        if (limit == 0)
            return ([], top.Position);
        long after, count = limit;
        if (isReverse)
        {
            var last = (position?.Offset ?? top.Position.Offset + 1) - 1;
            after = Math.Max(last - limit, top.Oldest - 1);
            count = last - after;
        }
        else
        {
            after = position?.Offset ?? top.Oldest - 1;
        }

        if (count <= 0 || after >= top.Position.Offset)
            return ([], top.Position);
        var read = await broker.ReadAsync(channel, top.Position with { Offset = after }, (int)count, cancellationToken);
        if (read is not Publications found)
            return null;
        return (isReverse ? [.. found.Items.Reverse()] : found.Items, found.Top);
    }
}
