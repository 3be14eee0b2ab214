namespace Matinee.App.Rooms.Rows;

/// <summary>A row of <c>rooms</c> as Dapper reads it.</summary>
internal sealed class RoomRow
{
    public const string Columns = """
        r.id AS Id, r.owner_id AS OwnerId, r.name AS Name, r.mode AS Mode, r.door AS Door, r.waiting AS Waiting, r.slow_seconds AS SlowSeconds,
        r.locked AS Locked, r.password_hash AS PasswordHash, r.created_at AS CreatedAt, r.active_at AS ActiveAt
        """;

    public string Id { get; set; } = "";

    public string OwnerId { get; set; } = "";

    public string Name { get; set; } = "";

    public string Mode { get; set; } = "";

    public string Door { get; set; } = "";

    public string Waiting { get; set; } = "";

    public long SlowSeconds { get; set; }

    public long Locked { get; set; }

    public string? PasswordHash { get; set; }

    public long CreatedAt { get; set; }

    public long ActiveAt { get; set; }

    public RoomRecord ToRoom() => new()
    {
        Id = new(Id),
        OwnerId = new(OwnerId),
        Name = Name,
        Mode = RoomWords.Read<RoomMode>(Mode),
        Door = RoomWords.Read<RoomDoor>(Door),
        Waiting = RoomWords.Read<RoomWaiting>(Waiting),
        SlowSeconds = (int)SlowSeconds,
        Locked = Locked != 0,
        PasswordHash = PasswordHash,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        ActiveAt = DateTimeOffset.FromUnixTimeMilliseconds(ActiveAt),
    };
}
