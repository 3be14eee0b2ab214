using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Data.Common;
using Matinee.App.Database;
using Matinee.App.Streams.Rows;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Playlists;

/// <summary>
/// Snapshots of the streams that this node is asked for. One is read again when a hint says that it changed, and otherwise no
/// later than its freshness; by one request, for which the others wait. While the database does not answer, the last one stands.
/// </summary>
internal sealed class StreamShelf : IDisposable
{
    /// <summary>The topic of hints; the key is the stream's id.</summary>
    public const string Wake = "streams";

    /// <summary>Some 10 KB each of a live stream; a long event has a megabyte.</summary>
    private const int MostEntries = 1024;

    private readonly ConcurrentDictionary<StreamId, ShelfEntry> _entries = new();
    private readonly ShelfStore _store;
    private readonly IOptions<StreamOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<StreamShelf> _logger;
    private readonly IDisposable _hints;

    public StreamShelf(ShelfStore store, ICatalogueDatabase database, IOptions<StreamOptions> options, TimeProvider time, ILogger<StreamShelf> logger)
    {
        (_store, _options, _time, _logger) = (store, options, time, logger);
        _hints = database.Wakes.Subscribe(Wake, Heard);
    }

    /// <exception cref="DbException">It was never read, and the database does not answer.</exception>
    public ValueTask<StreamSnapshot> GetAsync(StreamRecord stream, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(stream.Id, out var entry) && entry.Fresh(stream, _options.Value.Freshness, _time) is { } snapshot)
            return ValueTask.FromResult(snapshot);
        return new(RefreshAsync(stream, cancellationToken));
    }

    /// <summary>As it is now, whatever was known a moment ago.</summary>
    public Task<StreamSnapshot> RefreshAsync(StreamRecord stream, CancellationToken cancellationToken)
    {
        if (_entries.Count >= MostEntries && !_entries.ContainsKey(stream.Id))
            DropOldest();
        return _entries.GetOrAdd(stream.Id, static _ => new ShelfEntry()).ReadAsync(previous => LoadAsync(stream, previous), stream, _time, cancellationToken);
    }

    /// <summary>Something of it changed: it is read again when it is next asked for.</summary>
    public void Spoil(StreamId stream)
    {
        if (_entries.TryGetValue(stream, out var entry))
            entry.Spoil();
    }

    public void Dispose() => _hints.Dispose();

    private void Heard(string? key)
    {
        if (key is not null)
        {
            Spoil(new StreamId(key));
            return;
        }

        foreach (var entry in _entries.Values)
            entry.Spoil();
    }

    private async Task<StreamSnapshot> LoadAsync(StreamRecord stream, StreamSnapshot? previous)
    {
        try
        {
            int? window = stream.Type == StreamType.Live ? stream.Window : null;
            var known = window is null && previous is not null
                ? previous.Tracks.ToDictionary(track => track.Row.Variant, track => track.Segments is [.., var last] ? last.Msn + 1 : 0)
                : [];
            var rows = await _store.LoadAsync(stream.Id, window, known, CancellationToken.None);
            return Build(stream, rows, window is null ? previous : null);
        }
        catch (Exception e) when (previous is not null && (e is DbException or TimeoutException))
        {
            StreamLog.ShelfStale(_logger, stream.Id, e);
            return previous.Stream == stream ? previous : new StreamSnapshot(stream, previous.IsOver, previous.Tracks);
        }
    }

    private static StreamSnapshot Build(StreamRecord stream, ShelfRows rows, StreamSnapshot? previous)
    {
        var read = rows.Segments.ToLookup(segment => segment.Variant, StringComparer.Ordinal);
        var inits = rows.Inits.ToLookup(init => init.Variant, StringComparer.Ordinal);
        return new StreamSnapshot(stream, rows.Head is { IsOver: true }, [.. rows.Tracks.Select(track =>
        {
            var kept = previous?.FindTrack(track.Variant)?.Segments.Where(segment => segment.Msn >= track.FirstMsn) ?? [];
            return new ShelfTrack(track, [.. kept, .. read[track.Variant]], inits[track.Variant].ToFrozenDictionary(init => init.Number));
        })]);
    }

    private void DropOldest()
    {
        foreach (var (id, _) in _entries.OrderBy(entry => entry.Value.ReadAt).Take(MostEntries / 8))
            _entries.TryRemove(id, out _);
    }
}
