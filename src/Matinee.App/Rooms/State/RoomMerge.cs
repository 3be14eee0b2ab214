using System.Collections.Immutable;
using System.Text.Json;
using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>
/// Brings a room together that went on in two places: playback is the one with the highest version, then the latest; the queue has the edits of both, by
/// element; each node is believed about its own connections; settings are the catalogue's. Says one thing at a time that the room still lacks, so that
/// whoever merges beside it is seen; says nothing when all is there.
/// </summary>
/// <param name="node">Whose the second place is.</param>
/// <param name="common">The room where the ways parted.</param>
/// <param name="theirs">Where the others brought it.</param>
/// <param name="ours">Where this node brought it.</param>
internal sealed class RoomMerge(string node, RoomState common, RoomState theirs, RoomState ours, RoomSettings settings)
{
    /// <param name="now">The room as its new log has it by now.</param>
    /// <param name="told">What that log says already.</param>
    public RoomNews? Next(RoomState now, MergeNotes told, CommandId id, double at)
    {
        if (!told.Speaks(RoomTopic.Settings) || now.Settings != settings)
            return new RoomNews.Configured(id, at, null, settings);
        var queue = new QueueEdits(common.Queue, ours.Queue).ApplyTo(new QueueEdits(common.Queue, theirs.Queue).ApplyTo(now.Queue));
        if (!told.Speaks(RoomTopic.Queue) || !ReferenceEquals(queue, now.Queue))
            return new RoomNews.QueueEdited(id, at, null, queue with { Version = 1 + new[] { now.Queue.Version, theirs.Queue.Version, ours.Queue.Version }.Max() });
        return Play(now, told.Speaks(RoomTopic.Playback), id, at) ?? (RoomNews?)Attend(now, told, id, at);
    }

    private RoomNews.Played? Play(RoomState now, bool isTold, CommandId id, double at)
    {
        var best = new[] { now, theirs, ours }.MaxBy(state => Rank(state.Playback))!; // three of them
        // Two who were told different things under one number must not both go on from it.
        if (isTold && Rank(best.Playback) == Rank(now.Playback) && IsKnownAs(ours, now) && IsKnownAs(theirs, now))
            return null;
        var isDisputed = isTold || IsMoved(theirs) && IsMoved(ours);
        var playback = isDisputed ? best.Playback with { Version = best.Playback.Version + 1 } : best.Playback;
        var starts = playback.Item is { } item && now.Queue.Current != item.Element;
        return new(id, at, null, playback, starts, new(best.Ready), new(best.Vote), new(best.Countdown));
    }

    private static bool IsKnownAs(RoomState side, RoomState now) => side.Playback.Version < now.Playback.Version || Rank(side.Playback) == Rank(now.Playback);

    private bool IsMoved(RoomState state) => Rank(state.Playback) != Rank(common.Playback);

    private static (long Version, double At, string Text) Rank(PlaybackState playback) =>
        (playback.Version, playback.At, JsonSerializer.Serialize(playback, WireJson.Default.PlaybackState));

    // One entry for all of one node, and then the next node's.
    private RoomNews.Attended? Attend(RoomState now, MergeNotes told, CommandId id, double at)
    {
        string? speaker = null;
        List<MemberMove> moves = [];
        foreach (var user in ours.Present.Keys.Union(theirs.Present.Keys).Union(common.Present.Keys).Where(user => !told.IsRemoved(user)).OrderBy(user => user.Value, StringComparer.Ordinal))
        {
            if (moves.Count == RoomNews.Attended.Most)
                break;
            if (Wrong(now, user, told) is not { } wrong || speaker is not null && speaker != wrong.Node
                || (ours.Present.GetValueOrDefault(user) ?? theirs.Present.GetValueOrDefault(user) ?? now.Present.GetValueOrDefault(user)) is not { } known)
                continue;
            speaker = wrong.Node;
            moves.Add(MemberMove.Of(now, known.Member, wrong.Node, wrong.Connections));
        }

        return speaker is null ? null : RoomNews.Attended.Of(now, id, at, speaker, moves);
    }

    // A node of whose connections the room, or somebody who follows it, has another number than the one who knows: who was taken for dead is told of again.
    private (string Node, int Connections)? Wrong(RoomState now, UserId user, MergeNotes told)
    {
        var (has, before, others) = (Nodes(now, user), Nodes(common, user), Nodes(theirs, user));
        var own = Nodes(ours, user).GetValueOrDefault(node);
        if (own != has.GetValueOrDefault(node) || own != others.GetValueOrDefault(node) && !told.Counts(user, node))
            return (node, own);
        foreach (var other in others.Keys.Union(before.Keys).Where(other => other != node).Order(StringComparer.Ordinal))
        {
            var count = others.GetValueOrDefault(other);
            if (count != before.GetValueOrDefault(other) && count != has.GetValueOrDefault(other))
                return (other, count);
        }

        return null;
    }

    private static ImmutableDictionary<string, int> Nodes(RoomState state, UserId user) =>
        state.Present.GetValueOrDefault(user)?.Nodes ?? ImmutableDictionary<string, int>.Empty;
}
