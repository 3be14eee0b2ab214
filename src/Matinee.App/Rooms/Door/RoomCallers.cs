using Matinee.App.Accounts;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Rooms.Door;

/// <summary>Finds out who asks.</summary>
internal sealed class RoomCallers(GuestPass guests)
{
    /// <summary>Null for somebody without an account whom we have not seen yet.</summary>
    public RoomCaller? Find(HttpContext context) => context.User.FindUserId() is { } user
        ? new(user, context.User.DisplayName() ?? user.Value, context.User.Role() == Role.Guest, context.User.IsAdmin())
        : guests.Read(context.Request);
}
