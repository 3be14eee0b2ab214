using Matinee.App.Accounts;

namespace Matinee.App.Rooms.Rows;

/// <param name="ExpiresAt">Null: for good.</param>
internal sealed record RoomBan(UserId UserId, string Name, string Reason, UserId ById, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);
