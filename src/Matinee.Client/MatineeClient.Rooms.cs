using Matinee.Client.Rooms;

namespace Matinee.Client;

public sealed partial class MatineeClient
{
    /// <summary>Rooms: where people watch together.</summary>
    public RoomsClient Rooms => new(Transport);
}
