using System.Globalization;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;

namespace Matinee.App.Streams.Records;

/// <summary>
/// Which streams were deleted. Only what stands here is taken away: a registry that is new, or was restored from an older
/// backup, does not know of streams that nobody deleted.
/// </summary>
internal sealed class StreamTombstones(IRegistry registry, TimeProvider time)
{
    /// <summary>Written in the transaction that takes the stream's record away.</summary>
    public RegistryWrite Mark(StreamId id) =>
        RegistryWrite.Put(StreamKeys.OfDeleted(id), time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));

    public async Task<bool> HasAsync(StreamId id, CancellationToken cancellationToken) =>
        (await registry.GetAsync(StreamKeys.OfDeleted(id), cancellationToken)).Found is not null;

    /// <summary>Takes those away that were made before a moment, and of whose streams nothing is left.</summary>
    /// <param name="left">Streams of which there are rows or objects.</param>
    public async Task ExpireAsync(LeaderTerm term, DateTimeOffset before, IReadOnlySet<string> left, CancellationToken cancellationToken)
    {
        foreach (var entry in (await registry.ListAllAsync(StreamKeys.Deleted, cancellationToken)).Entries)
        {
            if (left.Contains(entry.Key[StreamKeys.Deleted.Length..]) || MadeAt(entry) > before.ToUnixTimeMilliseconds())
                continue;
            await registry.CommitAsync(
                term, new RegistryTransaction { If = [RegistryCondition.Unchanged(entry)], Then = [RegistryWrite.Delete(entry.Key)] }, cancellationToken);
        }
    }

    private static long MadeAt(RegistryEntry entry) => long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0;
}
