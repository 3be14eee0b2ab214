using System.Collections.Immutable;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Rows;

/// <summary>A row of <c>room_members</c> as Dapper reads it.</summary>
internal sealed class MemberRow
{
    public const string Columns = """
        room_id AS RoomId, user_id AS UserId, name AS Name, role AS Role, state AS State, grant_id AS GrantId, granted AS Granted, removed AS Removed,
        muted_until AS MutedUntil, joined_at AS JoinedAt
        """;

    public string RoomId { get; set; } = "";

    public string UserId { get; set; } = "";

    public string Name { get; set; } = "";

    public string Role { get; set; } = "";

    public string State { get; set; } = "";

    public string GrantId { get; set; } = "";

    public string Granted { get; set; } = "";

    public string Removed { get; set; } = "";

    public long? MutedUntil { get; set; }

    public long JoinedAt { get; set; }

    public RoomMember ToMember() => new()
    {
        RoomId = new(RoomId),
        UserId = new(UserId),
        Name = Name,
        Role = RoomWords.Read<RoomRole>(Role),
        State = RoomWords.Read<RoomStanding>(State),
        GrantId = GrantId,
        Granted = Read(Granted),
        Removed = Read(Removed),
        MutedUntil = MutedUntil is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
        JoinedAt = DateTimeOffset.FromUnixTimeMilliseconds(JoinedAt),
    };

    public static string Write(IEnumerable<RoomRight> rights) => string.Join(' ', rights.Select(right => right.Word()).Order(StringComparer.Ordinal));

    private static ImmutableHashSet<RoomRight> Read(string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => RoomWords.Read<RoomRight>(word))];
}
