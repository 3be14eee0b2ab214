using Matinee.App.Database;
using Matinee.App.Rooms.Rows;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Rooms.Door;

/// <summary>What stands on the door of a room.</summary>
/// <param name="Name">Null for who may not know it yet: the room asks for a password, an invitation or a word of its hosts first.</param>
/// <param name="AsksName">Who stands before it has neither an account nor been here before.</param>
internal sealed record RoomSign(string? Name, bool AsksName);

/// <summary>Reads the doors.</summary>
internal sealed class RoomSigns(RoomStore rooms, MemberStore members, RoomCallers callers)
{
    /// <summary>Null when there is no such room.</summary>
    public async Task<RoomSign?> FindAsync(string id, HttpContext context)
    {
        if (!EntityIds.TryParse<RoomId>(id, out var room) || await rooms.FindAsync(room, context.RequestAborted) is not { } record)
            return null;
        var isPlain = record is { Door: RoomDoor.Open, PasswordHash: null, Locked: false };
        var caller = callers.Find(context);
        var isOpen = isPlain || caller is not null && await members.FindAsync(room, caller.Id, context.RequestAborted) is { State: RoomStanding.Joined };
        return new(isOpen ? record.Name : null, caller is null);
    }
}
