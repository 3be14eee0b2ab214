using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Matinee.App.Accounts;
using Matinee.App.Library;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Rows;

[JsonConverter(typeof(CamelCaseEnumConverter<RoomStanding>))]
internal enum RoomStanding
{
    /// <summary>Before the door.</summary>
    Waiting,
    Joined,

    /// <summary>Was one; may come again unless banned.</summary>
    Removed,
}

/// <summary>Somebody's place in a room.</summary>
internal sealed record RoomMember
{
    public required RoomId RoomId { get; init; }

    public required UserId UserId { get; init; }

    public required string Name { get; init; }

    public RoomRole Role { get; init; }

    public RoomStanding State { get; init; } = RoomStanding.Joined;

    /// <summary>Of this membership; a later one has another.</summary>
    public string GrantId { get; init; } = NewGrant();

    public ImmutableHashSet<RoomRight> Granted { get; init; } = [];

    public ImmutableHashSet<RoomRight> Removed { get; init; } = [];

    public DateTimeOffset? MutedUntil { get; init; }

    public DateTimeOffset JoinedAt { get; init; }

    public static string NewGrant() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 16);

    public bool IsMuted(DateTimeOffset now) => MutedUntil > now;

    public RoomActor ActorIn(RoomMode mode, DateTimeOffset now) => new(UserId, Name, Role, RoomRights.Of(Role, mode, new(Granted, Removed, IsMuted(now))));
}
