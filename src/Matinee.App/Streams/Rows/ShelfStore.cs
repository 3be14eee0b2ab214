using System.Data.Common;
using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Streams.Rows;

/// <summary>What viewers are shown, read without any transaction: every order of reading below gives a true, if older, playlist.</summary>
internal sealed class ShelfStore(ICatalogueDatabase database)
{
    /// <param name="live">How many of the last segments are wanted; null for all.</param>
    /// <param name="known">Segments that need not be read again, by variant: those before this number.</param>
    public Task<ShelfRows> LoadAsync(StreamId stream, int? live, IReadOnlyDictionary<string, long> known, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            // The head first: once it is over, the tracks read after it are whole.
            var head = await connection.QuerySingleOrDefaultAsync<HeadRow>(Statement(
                $"SELECT {HeadRow.Columns} FROM stream_heads WHERE stream_id = @stream", new { stream = stream.Value }, cancellationToken));
            var tracks = (await connection.QueryAsync<TrackRow>(Statement(
                $"SELECT {TrackRow.Columns} FROM stream_tracks WHERE stream_id = @stream AND next_msn > first_msn ORDER BY variant", new { stream = stream.Value }, cancellationToken))).AsList();
            var inits = (await connection.QueryAsync<InitRow>(Statement(
                $"SELECT {InitRow.Columns} FROM stream_inits WHERE stream_id = @stream ORDER BY variant, number", new { stream = stream.Value }, cancellationToken))).AsList();
            var segments = new List<SegmentRow>();
            foreach (var track in tracks)
            {
                var from = live is { } window ? Math.Max(track.FirstMsn, track.NextMsn - window) : track.FirstMsn;
                segments.AddRange(await ReadAsync(connection, stream, track, Math.Max(from, known.GetValueOrDefault(track.Variant)), cancellationToken));
            }

            return new ShelfRows(head, tracks, inits, segments);
        }, cancellationToken);

    /// <summary>One that has left the window and is not yet deleted.</summary>
    public Task<SegmentRow?> FindAsync(StreamId stream, string variant, long msn, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<SegmentRow>(Statement(
            $"SELECT {SegmentRow.Columns} FROM stream_segments WHERE stream_id = @stream AND variant = @variant AND msn = @msn",
            new { stream = stream.Value, variant, msn }, cancellationToken)), cancellationToken);

    /// <summary>The newest init segment of a track; null when there is none.</summary>
    public Task<InitRow?> FindInitAsync(StreamId stream, string variant, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<InitRow>(Statement(
            $"SELECT {InitRow.Columns} FROM stream_inits WHERE stream_id = @stream AND variant = @variant ORDER BY number DESC LIMIT 1",
            new { stream = stream.Value, variant }, cancellationToken)), cancellationToken);

    private static Task<IEnumerable<SegmentRow>> ReadAsync(DbConnection connection, StreamId stream, TrackRow track, long from, CancellationToken cancellationToken) =>
        connection.QueryAsync<SegmentRow>(Statement(
            $"SELECT {SegmentRow.Columns} FROM stream_segments WHERE stream_id = @stream AND variant = @variant AND msn >= @from AND msn < @next ORDER BY msn",
            new { stream = stream.Value, variant = track.Variant, from, next = track.NextMsn }, cancellationToken));

    private static CommandDefinition Statement(string sql, object values, CancellationToken cancellationToken) => new(sql, values, cancellationToken: cancellationToken);
}

/// <param name="Head">Null when nothing was ever pushed.</param>
/// <param name="Segments">Of all tracks, each track's in order.</param>
internal sealed record ShelfRows(HeadRow? Head, IReadOnlyList<TrackRow> Tracks, IReadOnlyList<InitRow> Inits, IReadOnlyList<SegmentRow> Segments);
