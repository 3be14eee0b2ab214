using System.Runtime.CompilerServices;
using Matinee.App.Streams;
using Matinee.App.Streams.Playlists;
using Matinee.App.Streams.Records;
using Matinee.App.Streams.Rows;

namespace Matinee.App.Playback;

/// <summary>From a path to what is sent, by what this node knows of streams.</summary>
internal sealed class StreamFinder(StreamDirectory directory, StreamShelf shelf, ShelfStore rows, StreamSecrets secrets)
{
    /// <summary>A player may ask for a segment that another node's playlist shows, and this one's does not yet.</summary>
    private const int MostAhead = 8;

    private readonly ConditionalWeakTable<StreamSnapshot, RenderedStream> _rendered = [];

    /// <summary>Null when there is none, or it is not this viewer's.</summary>
    public async ValueTask<StreamRecord?> FindAsync(StreamPath path, CancellationToken cancellationToken)
    {
        if (!directory.IsReady)
            await directory.ReadyAsync(cancellationToken);
        return directory.Find(path.Stream) is { } stream && secrets.MayPlay(stream, path.Token) ? stream : null;
    }

    public async ValueTask<RenderedText?> FindTextAsync(StreamRecord stream, StreamPath path, CancellationToken cancellationToken)
    {
        var snapshot = await shelf.GetAsync(stream, cancellationToken);
        var rendered = _rendered.GetValue(snapshot, static found => new RenderedStream(found));
        return path.Resource == StreamResource.Master ? rendered.Master : rendered.Playlist(path.Variant);
    }

    public async ValueTask<MediaObject?> FindMediaAsync(StreamRecord stream, StreamPath path, CancellationToken cancellationToken)
    {
        var snapshot = await shelf.GetAsync(stream, cancellationToken);
        if (path.Resource == StreamResource.Init)
            return snapshot.FindTrack(path.Variant)?.Inits.GetValueOrDefault(path.Version) is { } init ? RenderedStream.Init(init) : null;
        var track = snapshot.FindTrack(path.Variant);
        if (track is not null && !track.MayHave(path.Number) && path.Number <= track.Row.NextMsn + MostAhead)
            track = (await shelf.RefreshAsync(stream, cancellationToken)).FindTrack(path.Variant);
        if (track is null || !track.MayHave(path.Number) || track.IsTransport != path.IsTransport)
            return null;
        var segment = track.Find(path.Number) ?? await rows.FindAsync(stream.Id, path.Variant, path.Number, cancellationToken);
        return segment?.ObjectKey is { } key ? RenderedStream.Media(segment, key, track.IsTransport) : null;
    }
}
