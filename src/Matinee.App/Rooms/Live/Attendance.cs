using System.Collections.Concurrent;
using Matinee.App.Accounts;
using Matinee.App.Nodes;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Who is in a room through this node, told in its log: a node speaks of its own connections only, so that nodes never disagree.
/// Coming is told at once, going after a grace in which somebody may be back: a page that is loaded again is not a farewell.
/// </summary>
internal sealed class Attendance(RoomWriter writer, RoomClock clock, IRoomConnections connections, NodeIdentity node, TimeProvider time) : IRoomObserver, IRoomUse
{
    /// <summary>A subscription that was let in needs a moment until it stands.</summary>
    private static readonly TimeSpan Arriving = TimeSpan.FromSeconds(15);

    private readonly string _speaker = RoomSpeaker.Of(node);
    private readonly ConcurrentDictionary<(RoomId Room, UserId User), LocalMember> _here = new();

    public bool Uses(RoomId id) => _here.Keys.Any(key => key.Room == id);

    public int Members => _here.Values.Count(local => local.Clients.Length > 0);

    public IReadOnlyList<string> ClientsOf(RoomId room, UserId user) => _here.TryGetValue((room, user), out var local) ? local.Clients : [];

    public Task<CommandOutcome> ArriveAsync(RoomFeed feed, RoomMember member, string client, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        _here.AddOrUpdate((feed.Id, member.UserId), _ => new(member, [client], now, now), (_, local) => local with { Member = member, Clients = [.. local.Clients.Where(known => known != client), client], ArrivedAt = now });
        return SettleAsync(feed, member.UserId, cancellationToken);
    }

    /// <summary>Takes the connection out; <see cref="SettleAsync"/> tells the others when the grace is over.</summary>
    public void Leave(RoomId room, UserId user, string client, TimeSpan grace)
    {
        var until = time.GetTimestamp() + (long)(grace.TotalSeconds * time.TimestampFrequency);
        while (_here.TryGetValue((room, user), out var local) && local.Clients.Contains(client))
        {
            var next = local with { Clients = [.. local.Clients.Where(known => known != client)], ExpectedUntil = Math.Max(local.ExpectedUntil, until) };
            if (_here.TryUpdate((room, user), next, local))
                return;
        }
    }

    /// <summary>Takes out the connections that do not listen to the room any more, and who is not expected back any more.</summary>
    public void Compare(RoomId room)
    {
        foreach (var gone in _here.Where(entry => entry.Key.Room == room && entry.Value.Clients.Length == 0 && !IsExpected(entry.Value)))
            _here.TryRemove(gone);
        IReadOnlySet<string>? listening = null;
        foreach (var ((_, user), local) in _here.Where(entry => entry.Key.Room == room && time.GetElapsedTime(entry.Value.ArrivedAt) > Arriving))
        {
            listening ??= connections.ClientsOf(room);
            foreach (var client in local.Clients.Where(client => !listening.Contains(client)))
                Leave(room, user, client, TimeSpan.Zero);
        }
    }

    /// <summary>Says what this node has of one member, when the room has it otherwise.</summary>
    public Task<CommandOutcome> SettleAsync(RoomFeed feed, UserId user, CancellationToken cancellationToken)
    {
        var id = CommandId.New(time);
        var known = feed.View;
        // Most have nothing to tell, and need not wait for the turn of the room.
        if (Tell(known.State, id, user, _speaker, _here.GetValueOrDefault((feed.Id, user))) is RoomDecision.LeftAsItIs)
            return Task.FromResult<CommandOutcome>(new CommandOutcome.Accomplished(known));
        return writer.ChangeAsync(feed, id.Value, view => Tell(view.State, id, user, _speaker, _here.GetValueOrDefault((feed.Id, user))), cancellationToken);
    }

    /// <summary>Those of whom the room has something else than this node.</summary>
    public IEnumerable<UserId> Unsettled(RoomFeed feed)
    {
        var present = feed.View.State.Present;
        var told = present.Where(entry => entry.Value.Nodes.TryGetValue(_speaker, out var count) && count != Connections(_here.GetValueOrDefault((feed.Id, entry.Key)), count)).Select(entry => entry.Key);
        var untold = _here
            .Where(entry => entry.Key.Room == feed.Id && entry.Value.Clients.Length > 0 && (!present.TryGetValue(entry.Key.User, out var known) || !known.Nodes.ContainsKey(_speaker)))
            .Select(entry => entry.Key.User);
        return told.Concat(untold);
    }

    /// <summary>A node that has died says nothing of its own any more.</summary>
    /// <param name="dead">As <see cref="RoomSpeaker"/> names it.</param>
    public async Task BuryAsync(RoomFeed feed, string dead, CancellationToken cancellationToken)
    {
        foreach (var user in feed.View.State.Present.Where(entry => entry.Value.Nodes.ContainsKey(dead)).Select(entry => entry.Key))
        {
            var id = CommandId.New(time);
            await writer.ChangeAsync(feed, id.Value, view => Tell(view.State, id, user, dead, null), cancellationToken);
        }
    }

    public void Observe(RoomFeed feed, RoomView view, RoomNews? news)
    {
        if (news is RoomNews.Moderated { Op: ModerationOp.Kicked or ModerationOp.Banned, Target: { } target })
            _here.TryRemove((feed.Id, target.Id), out _);
    }

    public void Forget(RoomFeed feed)
    {
        foreach (var key in _here.Keys.Where(key => key.Room == feed.Id))
            _here.TryRemove(key, out _);
    }

    private RoomDecision Tell(RoomState state, CommandId id, UserId user, string speaker, LocalMember? local)
    {
        var known = state.Present.GetValueOrDefault(user);
        var before = known?.Nodes.GetValueOrDefault(speaker) ?? 0;
        var connections = Connections(local, before);
        if (before == connections || (known is null && local is null))
            return RoomDecision.LeftAsItIs.Instance;
        var devices = (known?.Member.Devices ?? 0) - before + connections;
        var member = known?.Member ?? Introduce(local!.Member); // one of the two is there
        var op = known is null ? MemberOp.Joined : devices == 0 ? MemberOp.Left : MemberOp.Changed;
        var count = state.Present.Count + (op == MemberOp.Joined ? 1 : op == MemberOp.Left ? -1 : 0);
        return new RoomDecision.Told(new RoomNews.Attended(id, clock.Now, member.Person, op, member with { Devices = devices }, count, speaker, connections));
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
