using System.Runtime.CompilerServices;
using System.Text.Json;
using Matinee.App.Nodes;
using Matinee.App.Rooms.Rows;

namespace Matinee.App.Rooms.Live;

/// <summary>A room as one member may see it, at one place of its log.</summary>
internal sealed class SnapshotDesk(MarkStore marks, NodeIdentity node, TimeProvider time)
{
    private const int MostMembers = 200;

    // When a room is put together anew everybody asks for the same at once.
    private readonly ConditionalWeakTable<RoomView, byte[]> _drawn = [];

    public async Task<byte[]> DrawAsync(RoomFeed feed, RoomMember member, CancellationToken cancellationToken)
    {
        var mark = await marks.FindAsync(feed.Id, member.UserId, cancellationToken);
        var view = feed.View;
        var actor = member.ActorIn(view.State.Settings.Mode, time.GetUtcNow());
        var own = JsonSerializer.SerializeToUtf8Bytes(new MemberSnapshot(new(actor.Id, actor.Name, actor.Role, [.. actor.Rights.Order()]), mark), CallJson.Default.MemberSnapshot);
        return Join(_drawn.GetValue(view, DrawShared), own);
    }

    private byte[] DrawShared(RoomView view)
    {
        var state = view.State;
        return JsonSerializer.SerializeToUtf8Bytes(new RoomSnapshot(
            state.Settings,
            state.Playback,
            state.Queue,
            [.. state.Present.Values.Select(present => present.Member).OrderByDescending(present => present.Role).ThenBy(present => present.Id.Value, StringComparer.Ordinal).Take(MostMembers)],
            state.Present.Count,
            view.Chat.Messages,
            state.Pins,
            state.Ready,
            state.Vote,
            state.Countdown,
            node.Id), CallJson.Default.RoomSnapshot);
    }

    // Two objects as one: "{a}" and "{b}" are "{a,b}".
    private static byte[] Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => [.. first[..^1], (byte)',', .. second[1..]];
}
