using System.Collections.Concurrent;
using Matinee.App.Accounts;
using Matinee.App.Nodes;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Who is in a room through this node, told in its log: a node speaks of its own connections only, so that nodes never disagree.
/// Coming is told at once, going after a grace in which somebody may be back: a page that is loaded again is not a farewell.
/// Who comes while another is being told of is told of with the next, all in one.
/// </summary>
internal sealed class Attendance(RoomWriter writer, RoomClock clock, IRoomConnections connections, NodeIdentity node, TimeProvider time) : IRoomObserver, IRoomUse
{
    /// <summary>A subscription that was let in needs a moment until it stands.</summary>
    private static readonly TimeSpan Arriving = TimeSpan.FromSeconds(15);

    private readonly string _speaker = RoomSpeaker.Of(node);
    private readonly ConcurrentDictionary<RoomId, ConcurrentDictionary<UserId, LocalMember>> _rooms = new();

    public bool Uses(RoomId id) => _rooms.TryGetValue(id, out var here) && !here.IsEmpty;

    public int Members => _rooms.Values.Sum(here => here.Values.Count(local => local.Clients.Length > 0));

    public IReadOnlyList<string> ClientsOf(RoomId room, UserId user) => Find(room, user)?.Clients ?? [];

    public Task<CommandOutcome> ArriveAsync(RoomFeed feed, RoomMember member, string client, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        _rooms.GetOrAdd(feed.Id, _ => new()).AddOrUpdate(
            member.UserId,
            _ => new(member, [client], now, now),
            (_, local) => local with { Member = member, Clients = [.. local.Clients.Where(known => known != client), client], ArrivedAt = now });
        return SettleAsync(feed, member.UserId, cancellationToken);
    }

    /// <summary>Takes the connection out; <see cref="SettleAsync"/> tells the others when the grace is over.</summary>
    public void Leave(RoomId room, UserId user, string client, TimeSpan grace)
    {
        var until = time.GetTimestamp() + (long)(grace.TotalSeconds * time.TimestampFrequency);
        while (_rooms.TryGetValue(room, out var here) && here.TryGetValue(user, out var local) && local.Clients.Contains(client))
        {
            var next = local with { Clients = [.. local.Clients.Where(known => known != client)], ExpectedUntil = Math.Max(local.ExpectedUntil, until) };
            if (here.TryUpdate(user, next, local))
                return;
        }
    }

    /// <summary>Takes out the connections that do not listen to the room any more, and who is not expected back any more.</summary>
    public void Compare(RoomId room)
    {
        if (!_rooms.TryGetValue(room, out var here))
            return;
        foreach (var gone in here.Where(entry => entry.Value.Clients.Length == 0 && !IsExpected(entry.Value)))
            here.TryRemove(gone);
        IReadOnlySet<string>? listening = null;
        foreach (var (user, local) in here.Where(entry => time.GetElapsedTime(entry.Value.ArrivedAt) > Arriving))
        {
            listening ??= connections.ClientsOf(room);
            foreach (var client in local.Clients.Where(client => !listening.Contains(client)))
                Leave(room, user, client, TimeSpan.Zero);
        }
    }

    /// <summary>Says what this node has of one member, when the room has it otherwise, and of whoever waits to be told of besides.</summary>
    public Task<CommandOutcome> SettleAsync(RoomFeed feed, UserId user, CancellationToken cancellationToken)
    {
        var known = feed.View;
        // Most have nothing to tell, and need not wait for the turn of the room.
        if (Move(known.State, feed.Id, user) is null)
            return Task.FromResult<CommandOutcome>(new CommandOutcome.Accomplished(known));
        var id = CommandId.New(time);
        return writer.ChangeAsync(feed, id.Value, view => Move(view.State, feed.Id, user) is { } move
            ? Tell(view.State, id, _speaker, Unsettled(feed.Id, view.State).Where(other => other != user).Select(other => Move(view.State, feed.Id, other)).OfType<MemberMove>().Prepend(move))
            : RoomDecision.LeftAsItIs.Instance, cancellationToken);
    }

    /// <summary>Those of whom the room has something else than this node.</summary>
    public IEnumerable<UserId> Unsettled(RoomFeed feed) => Unsettled(feed.Id, feed.View.State);

    /// <summary>A node that has died says nothing of its own any more.</summary>
    /// <param name="dead">As <see cref="RoomSpeaker"/> names it.</param>
    public async Task BuryAsync(RoomFeed feed, string dead, CancellationToken cancellationToken)
    {
        for (var left = Through(feed.View.State, dead).Count(); left > 0; left -= RoomNews.Attended.Most)
        {
            var id = CommandId.New(time);
            await writer.ChangeAsync(
                feed, id.Value, view => Tell(view.State, id, dead, Through(view.State, dead).Select(member => MemberMove.Of(view.State, member, dead, 0))), cancellationToken);
        }
    }

    public void Observe(RoomFeed feed, RoomView view, RoomNews? news)
    {
        if (news is RoomNews.Moderated { Op: ModerationOp.Kicked or ModerationOp.Banned, Target: { } target } && _rooms.TryGetValue(feed.Id, out var here))
            here.TryRemove(target.Id, out _);
    }

    public void Forget(RoomFeed feed) => _rooms.TryRemove(feed.Id, out _);

    private LocalMember? Find(RoomId room, UserId user) => _rooms.TryGetValue(room, out var here) ? here.GetValueOrDefault(user) : null;

    private IEnumerable<UserId> Unsettled(RoomId room, RoomState state)
    {
        var told = state.Present.Where(entry => entry.Value.Nodes.ContainsKey(_speaker)).Select(entry => entry.Key);
        var here = _rooms.TryGetValue(room, out var members) ? members.Keys : [];
        return told.Union(here).Where(user => Move(state, room, user) is not null);
    }

    private static IEnumerable<PresentMember> Through(RoomState state, string speaker) =>
        state.Present.Values.Where(present => present.Nodes.ContainsKey(speaker)).Select(present => present.Member);

    private RoomDecision Tell(RoomState state, CommandId id, string speaker, IEnumerable<MemberMove> moves)
    {
        var told = moves.Take(RoomNews.Attended.Most).ToList();
        return told.Count == 0 ? RoomDecision.LeftAsItIs.Instance : new RoomDecision.Told(RoomNews.Attended.Of(state, id, clock.Now, speaker, told));
    }

    // Null: the room has it as this node does.
    private MemberMove? Move(RoomState state, RoomId room, UserId user)
    {
        var (known, local) = (state.Present.GetValueOrDefault(user), Find(room, user));
        var before = known?.Nodes.GetValueOrDefault(_speaker) ?? 0;
        var count = Connections(local, before);
        return before == count ? null : MemberMove.Of(state, known?.Member ?? Introduce(local!.Member), _speaker, count); // one of the two is there
    }

    // Fewer than were told of are told of when nobody is expected back.
    private int Connections(LocalMember? local, int told) =>
        local is null ? 0 : local.Clients.Length < told && IsExpected(local) ? told : local.Clients.Length;

    private bool IsExpected(LocalMember local) => time.GetTimestamp() < local.ExpectedUntil;

    private PresentMember Introduce(RoomMember member) =>
        new(member.UserId, member.Name, member.Role, MemberStatus.Online, member.IsMuted(time.GetUtcNow()), 0);

    /// <param name="ExpectedUntil">A timestamp of the time provider until which connections that left may be back.</param>
    private sealed record LocalMember(RoomMember Member, string[] Clients, long ArrivedAt, long ExpectedUntil);
}
