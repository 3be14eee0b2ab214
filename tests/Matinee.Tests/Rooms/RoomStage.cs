using Matinee.App.Accounts;
using Matinee.App.Library;
using Matinee.App.Rooms;
using Matinee.App.Rooms.State;
using Matinee.Testing.Time;

namespace Matinee.Tests.Rooms;

/// <summary>A room without a log: what is decided is applied at once.</summary>
internal sealed class RoomStage
{
    public static readonly UserId Anna = new("u0000000000000ann");
    public static readonly UserId Bert = new("u0000000000000ber");
    public static readonly UserId Cleo = new("u0000000000000c1e");

    private readonly ManualTime _time = new();

    public RoomStage(RoomMode mode = RoomMode.Everyone, RoomWaiting waiting = RoomWaiting.Briefly, int films = 3, double? duration = 60)
    {
        State = new RoomState { Settings = new(new("r0000000000000001"), "Film night", mode, RoomDoor.Open, waiting, 0, false, false, Anna) };
        Films = [.. Enumerable.Range(0, films).Select(i => new QueueElement(
            new($"e{i:D16}"), new VideoId($"v{i:D16}"), $"Film {i}", duration, null))];
        foreach (var film in Films)
            Do(Anna, (state, context) => QueueCommands.Add(state, context, film, null));
        foreach (var id in new[] { Anna, Bert, Cleo })
            Arrive(id);
        if (films > 0)
            Do(Anna, (state, context) => PlaybackCommands.Load(state, context, state.Playback.Version, Films[0].Element));
    }

    public RoomState State { get; private set; }

    public IReadOnlyList<QueueElement> Films { get; }

    public double Now { get; set; } = 1_000_000;

    public double Lead { get; set; } = 200;

    /// <summary>What was published last.</summary>
    public RoomNews? Last { get; private set; }

    public PlaybackState Playback => State.Playback;

    public CommandContext ContextOf(UserId user, RoomRole? role = null)
    {
        var place = role ?? (user == State.Settings.OwnerId ? RoomRole.Owner : RoomRole.Member);
        return new(CommandId.New(_time), new(user, user.Value, place, RoomRights.Of(place, State.Settings.Mode, MemberRights.Usual)), Now, Lead);
    }

    public RoomDecision Do(UserId user, Func<RoomState, CommandContext, RoomDecision> command, RoomRole? role = null) => Take(command(State, ContextOf(user, role)));

    public RoomDecision Take(RoomDecision decision)
    {
        if (decision is RoomDecision.Told(var news))
        {
            // As it comes out of the log, not as it went in.
            if (!RoomWire.TryRead(RoomWire.Write(news), out var read))
                throw new InvalidOperationException("What was written cannot be read.");
            State = State.Apply(read);
            Last = read;
        }

        return decision;
    }

    public void Arrive(UserId id, string node = "node1") => State = State.Apply(new RoomNews.Attended(
        CommandId.New(_time), Now, new(id, id.Value), MemberOp.Joined, new(id, id.Value, id == Anna ? RoomRole.Owner : RoomRole.Member, MemberStatus.Online, false, 1), 0, node, 1));

    public void Leave(UserId id, string node = "node1") => State = State.Apply(new RoomNews.Attended(
        CommandId.New(_time), Now, new(id, id.Value), MemberOp.Left, State.Present[id].Member, 0, node, 0));

    /// <summary>Lets the room do what is due.</summary>
    public RoomDecision Fire() => RoomTimers.Next(State) is { } timer ? Take(RoomTimers.Fire(State, timer, CommandId.New(_time), Now)) : RoomDecision.LeftAsItIs.Instance;

    public void Play() => Do(Anna, (state, context) => PlaybackCommands.Play(state, context, state.Playback.Version, null));

    public void Pause() => Do(Anna, (state, context) => PlaybackCommands.Pause(state, context, state.Playback.Version));
}
