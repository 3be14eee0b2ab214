using System.Text.Json.Serialization;
using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>Somebody who is in the room now.</summary>
/// <param name="Devices">Connections, over all nodes.</param>
internal sealed record PresentMember(
    UserId Id, string Name, RoomRole Role, MemberStatus Status, bool Muted, int Devices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StatusText = null)
{
    public RoomPerson Person => new(Id, Name);
}
