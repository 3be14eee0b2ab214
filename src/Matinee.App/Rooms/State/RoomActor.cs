using System.Collections.Immutable;
using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>Who commands.</summary>
internal sealed record RoomActor(UserId Id, string Name, RoomRole Role, ImmutableHashSet<RoomRight> Rights)
{
    public RoomPerson Person => new(Id, Name);

    public bool May(RoomRight permission) => Rights.Contains(permission);
}
