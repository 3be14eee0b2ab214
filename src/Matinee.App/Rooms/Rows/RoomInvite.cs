using Matinee.App.Accounts;

namespace Matinee.App.Rooms.Rows;

internal sealed record RoomInvite(InviteId Id, RoomRole Role, int UsesLeft, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
