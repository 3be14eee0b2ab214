using System.Text.Json;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;

namespace Matinee.App.Rooms.Live;

/// <summary>What follows a view.</summary>
/// <param name="Restart">The view to go on from when the old one cannot be continued.</param>
internal sealed record LogFound(ChannelTop Top, IReadOnlyList<Publication> Publications, RoomView? Restart);

/// <summary>Reads the logs of rooms, and finds a beginning where a log does not reach back to one.</summary>
internal sealed class RoomLogReader(IBroker broker, RoomStateStore states, MessageStore messages)
{
    private const int Portion = 500;

    public async Task<LogFound> ReadAsync(RoomId id, RoomView view, CancellationToken cancellationToken)
    {
        var top = await broker.TopAsync(id.Channel, cancellationToken);
        if (top.Position.Epoch == view.Position.Epoch && await FollowAsync(id, view.Position, top, cancellationToken) is { } all)
            return new(top, all, null);
        var restart = await RestartAsync(id, view, top, cancellationToken);
        return new(top, await FollowAsync(id, restart.Position, top, cancellationToken) ?? [], restart);
    }

    /// <summary>The first view of a room: what was written down last, and the chat.</summary>
    public async Task<RoomView> BeginAsync(RoomRecord room, CancellationToken cancellationToken)
    {
        var saved = await states.FindAsync(room.Id, cancellationToken);
        var state = (saved?.State ?? new RoomState { Settings = room.Settings }) with { Settings = room.Settings };
        return new(state, await messages.TailAsync(room.Id, cancellationToken), saved?.Position ?? new("", 0), saved?.Version ?? 0);
    }

    /// <summary>What still stands in the log before a position: the chat of it may not have reached the database.</summary>
    public async Task<IReadOnlyList<Publication>> BackAsync(RoomId id, CancellationToken cancellationToken)
    {
        var top = await broker.TopAsync(id.Channel, cancellationToken);
        return await FollowAsync(id, top.Position with { Offset = Math.Max(0, top.Oldest - 1) }, top, cancellationToken) ?? [];
    }

    // The log does not continue what we have: a new epoch, or trimmed. What another node wrote down may be further.
    private async Task<RoomView> RestartAsync(RoomId id, RoomView view, ChannelTop top, CancellationToken cancellationToken)
    {
        var best = view;
        if (await states.FindAsync(id, cancellationToken) is { } saved && saved.State.Playback.Version > view.State.Playback.Version)
            best = view with { State = saved.State with { Settings = view.State.Settings }, Position = saved.Position };
        if (best.Position.Epoch == top.Position.Epoch && best.Position.Offset >= top.Oldest - 1 && best.Position.Offset <= top.Position.Offset)
            return best with { Version = top.Version };
        if (ReadSlot(top.State) is { } playback && playback.Version > best.State.Playback.Version)
            best = best with { State = best.State with { Playback = playback } };
        return best with { Position = top.Position with { Offset = Math.Max(0, top.Oldest - 1) }, Version = top.Version };
    }

    private async Task<IReadOnlyList<Publication>?> FollowAsync(RoomId id, StreamPosition after, ChannelTop top, CancellationToken cancellationToken)
    {
        var all = new List<Publication>();
        while (after.Offset < top.Position.Offset)
        {
            if (await broker.ReadAsync(id.Channel, after, Portion, cancellationToken) is not Publications { Items: { Count: > 0 } items })
                return null;
            all.AddRange(items);
            after = after with { Offset = items[^1].Offset };
        }

        return after.Offset == top.Position.Offset || all.Count > 0 ? all : null;
    }

    private static PlaybackState? ReadSlot(ReadOnlyMemory<byte> state)
    {
        if (state.IsEmpty)
            return null;
        try
        {
            return JsonSerializer.Deserialize(state.Span, WireJson.Default.PlaybackState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
