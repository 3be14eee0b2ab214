using System.Text.Json;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;

namespace Matinee.App.Rooms.Live;

/// <summary>What follows a view.</summary>
/// <param name="Restart">The view to go on from when the old one cannot be continued.</param>
internal sealed record LogFound(ChannelTop Top, IReadOnlyList<Publication> Publications, RoomView? Restart);

/// <summary>Reads the logs of rooms, and finds a beginning where a log does not reach back to one.</summary>
internal sealed class RoomLogReader(GuardedBroker broker, RoomStateStore states, MessageStore messages)
{
    private const int Portion = 500;

    public async Task<LogFound> ReadAsync(RoomId id, RoomView view, CancellationToken cancellationToken)
    {
        var top = await broker.TopAsync(id.Channel, cancellationToken);
        if (view.Position.Epoch.Length > 0 && await FollowAsync(id, view.Position, top, cancellationToken) is { } all)
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
        // Read first: the words before a place that is written down are in the catalogue by then, and would not be read again.
        var saved = await states.FindAsync(id, cancellationToken);
        var best = view with { Chat = (await messages.TailAsync(id, cancellationToken)).Messages.Aggregate(view.Chat, (chat, message) => chat.Put(message)) };
        if (saved is not null && saved.State.Playback.Version > view.State.Playback.Version)
            best = best with { State = saved.State with { Settings = view.State.Settings }, Position = saved.Position };
        if (best.Position.Epoch == top.Position.Epoch && best.Position.Offset >= top.Oldest - 1 && best.Position.Offset <= top.Position.Offset)
            return best with { Version = top.Version };
        if (ReadSlot(top.State) is { } playback && playback.Version > best.State.Playback.Version)
            best = best with { State = best.State with { Playback = playback } };
        return best with { Position = top.Position with { Offset = Math.Max(0, top.Oldest - 1) }, Version = top.Version };
    }

    // Null: not all of it is there. A node that is cut off goes on, in an epoch of its own, from where the former one ended for it.
    private async Task<IReadOnlyList<Publication>?> FollowAsync(RoomId id, StreamPosition after, ChannelTop top, CancellationToken cancellationToken)
    {
        var all = new List<Publication>();
        while (after != top.Position)
        {
            if (after.Offset > top.Position.Offset || await broker.ReadAsync(id.Channel, after, Portion, cancellationToken) is not Publications found
                || found.Top.Epoch != top.Position.Epoch || found.Items.Count == 0 && after.Offset < top.Position.Offset)
                return null;
            all.AddRange(found.Items);
            after = new(found.Top.Epoch, after.Offset + found.Items.Count);
            if (after.Offset > top.Position.Offset)
                break; // more came meanwhile
        }

        return all;
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
