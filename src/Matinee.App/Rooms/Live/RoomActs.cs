using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>Something done to a room or to somebody in it by who may.</summary>
/// <param name="Detail">For the moderation log.</param>
internal sealed record RoomAct(CommandId Id, RoomPerson By, string Action, RoomPerson? Target, string Detail)
{
    public string DedupId => $"{By.Id}:{Id}";
}

/// <summary>What was written down is told: in the moderation log, and in the room's own, where every node acts on it.</summary>
internal sealed class RoomActs(RoomWriter writer, ModerationRecordStore records, RoomRoster roster, RoomClock clock)
{
    public async Task<CommandOutcome> TellAsync(RoomFeed feed, RoomAct act, Func<RoomState, double, RoomNews?> news, CancellationToken cancellationToken)
    {
        await records.AddAsync(feed.Id, act.Id, act.By, act.Action, act.Target, act.Detail, cancellationToken);
        if (act.Target is { } target)
            roster.Drop(feed.Id, target.Id);
        return await writer.ChangeAsync(
            feed, act.DedupId, view => news(view.State, clock.Now) is { } told ? new RoomDecision.Told(told) : RoomDecision.LeftAsItIs.Instance, cancellationToken);
    }
}
