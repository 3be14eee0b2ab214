using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;

namespace Matinee.App.Rooms.Api;

/// <summary>The film that a room shows, with addresses that end with the membership.</summary>
internal sealed class WelcomeFilm(RoomFeeds feeds, RoomFilms films)
{
    /// <summary>Null while the room shows nothing, or nothing of it plays yet.</summary>
    public async Task<RoomPlayback?> ForAsync(RoomMember member, CancellationToken cancellationToken) =>
        await feeds.OpenAsync(member.RoomId, cancellationToken) is { View.State.Playback.Item: { } item }
        && await films.LinksAsync(item.VideoId, member, cancellationToken) is { } found
            ? RoomPlayback.Of(found.Video, found.Links)
            : null;

    /// <summary>Of any film in the room's queue: the next one is prepared before it begins.</summary>
    public async Task<RoomPlayback?> OfAsync(RoomMember member, Library.VideoId video, CancellationToken cancellationToken)
    {
        if (await feeds.OpenAsync(member.RoomId, cancellationToken) is not { View.State: { } state }
            || !(state.Queue.Items.Any(item => item.VideoId == video) || state.Playback.Item?.VideoId == video))
            return null;
        return await films.LinksAsync(video, member, cancellationToken) is { } found ? RoomPlayback.Of(found.Video, found.Links) : null;
    }
}
