using System.Collections.Concurrent;
using Matinee.App.Storage;
using Matinee.App.Streams.Rows;
using Matinee.Media.Cmaf;

namespace Matinee.App.Streams.Ingest;

/// <summary>Init segments of the tracks that are pushed here, read once. The rows say when one is out of date.</summary>
internal sealed class KnownInits(ShelfStore rows, IObjectStore objects)
{
    private const int Most = 4096;
    private const int LargestInit = 1024 * 1024;

    private readonly ConcurrentDictionary<(StreamId Stream, string Variant), KnownInit> _known = new();

    /// <summary>Null when none came yet.</summary>
    public async ValueTask<KnownInit?> FindAsync(StreamId stream, string variant, CancellationToken cancellationToken) =>
        _known.TryGetValue((stream, variant), out var known) ? known : await ReadAsync(stream, variant, cancellationToken);

    public void Forget(StreamId stream, string variant) => _known.TryRemove((stream, variant), out _);

    private async Task<KnownInit?> ReadAsync(StreamId stream, string variant, CancellationToken cancellationToken)
    {
        if (await rows.FindInitAsync(stream, variant, cancellationToken) is not { Bytes: <= LargestInit } row
            || await objects.OpenReadAsync(new ObjectKey(row.ObjectKey), cancellationToken) is not { } content)
            return null;
        var bytes = new byte[row.Bytes];
        await using (content)
            await content.ReadExactlyAsync(bytes, cancellationToken);
        if (_known.Count >= Most)
            _known.Clear();
        return _known[(stream, variant)] = new KnownInit(row.Number, MuxedInit.Parse(bytes));
    }
}

/// <param name="Number">Of its row.</param>
internal sealed record KnownInit(int Number, MuxedInit Init);
