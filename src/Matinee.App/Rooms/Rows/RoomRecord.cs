using Matinee.App.Accounts;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Rows;

/// <summary>A room as the catalogue knows it.</summary>
internal sealed record RoomRecord
{
    public required RoomId Id { get; init; }

    public required UserId OwnerId { get; init; }

    public required string Name { get; init; }

    public RoomMode Mode { get; init; }

    public RoomDoor Door { get; init; }

    public RoomWaiting Waiting { get; init; }

    public int SlowSeconds { get; init; }

    public bool Locked { get; init; }

    public string? PasswordHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ActiveAt { get; init; }

    public RoomSettings Settings => new(Id, Name, Mode, Door, Waiting, SlowSeconds, Locked, PasswordHash is not null, OwnerId);
}
