using System.Collections.Frozen;
using System.Collections.Immutable;
using Matinee.App.Streams.Rows;

namespace Matinee.App.Streams.Playlists;

/// <summary>What can be played of a stream at one moment. Immutable; equal rows make equal playlists, on whatever node.</summary>
internal sealed class StreamSnapshot(StreamRecord stream, bool isOver, ImmutableArray<ShelfTrack> tracks)
{
    private readonly FrozenDictionary<string, ShelfTrack> _byVariant = tracks.ToFrozenDictionary(track => track.Row.Variant, StringComparer.Ordinal);

    public StreamRecord Stream { get; } = stream;

    /// <summary>Nothing is added any more: playlists end.</summary>
    public bool IsOver { get; } = isOver;

    /// <summary>In order of their names.</summary>
    public ImmutableArray<ShelfTrack> Tracks { get; } = tracks;

    public ShelfTrack? FindTrack(ReadOnlySpan<char> variant) => _byVariant.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(variant, out var track) ? track : null;
}

/// <summary>One variant of a snapshot.</summary>
/// <param name="Segments">What its playlist shows, in order and without a hole.</param>
/// <param name="Inits">By number.</param>
internal sealed record ShelfTrack(TrackRow Row, ImmutableArray<SegmentRow> Segments, FrozenDictionary<int, InitRow> Inits)
{
    public bool IsTransport => Row.Format == SegmentFormats.Transport;

    public SegmentRow? Find(long msn) =>
        Segments is [var first, ..] && msn - first.Msn is >= 0 and var index && index < Segments.Length ? Segments[(int)index] : null;

    /// <summary>It may lie before the window, and not be deleted yet.</summary>
    public bool MayHave(long msn) => msn < Row.NextMsn;
}
