using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Matinee.App.Accounts;
using Matinee.App.Library;

namespace Matinee.App.Rooms.State;

[JsonConverter(typeof(CamelCaseEnumConverter<VoteAction>))]
internal enum VoteAction
{
    Pause,
    Play,
    Skip,
    Item,
}

/// <param name="Needed">Votes for it that decide: more than half of those who were there when it began.</param>
/// <param name="Deadline">Cluster time in ms; then it has failed.</param>
internal sealed record RoomVote(
    CommandId Id, VoteAction Action, RoomPerson By, ImmutableArray<UserId> Yes, ImmutableArray<UserId> No, int Needed, int Voters, double Deadline,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ElementId? Element = null)
{
    public bool HasPassed => Yes.Length >= Needed;

    /// <summary>Those who are left could not turn it any more.</summary>
    public bool HasFailed => Voters - No.Length < Needed;

    public static int Majority(int voters) => Math.Max(1, voters / 2 + 1);

    /// <summary>Who has changed their mind counts once.</summary>
    public RoomVote Cast(UserId id, bool yes) => this with
    {
        Yes = yes ? Yes.Remove(id).Add(id) : Yes.Remove(id),
        No = yes ? No.Remove(id) : No.Remove(id).Add(id),
    };
}
