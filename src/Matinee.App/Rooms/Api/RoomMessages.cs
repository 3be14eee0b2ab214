using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Playback;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Api;

internal sealed record CreateRoom(
    VideoId? VideoId, string? Name, RoomMode? Mode, string? Password, RoomDoor? Access, RoomWaiting? Waiting);

internal sealed record RoomCreated(RoomId Id, string Url, string Channel);

/// <param name="SlowModeSeconds">0: off.</param>
/// <param name="Password">Empty: no password any more.</param>
internal sealed record RoomPatch(string? Name, RoomMode? Mode, RoomDoor? Access, RoomWaiting? Waiting, int? SlowModeSeconds, bool? Locked, string? Password);

/// <summary>A room in a list or by itself.</summary>
/// <param name="Role">The caller's; null for who is not in it.</param>
/// <param name="MemberCount">Those who are in it now.</param>
internal sealed record RoomDocument(
    RoomId Id, string Name, RoomMode Mode, RoomDoor Access, RoomWaiting Waiting, int SlowModeSeconds, bool Locked, bool HasPassword, UserId OwnerId, string Url, string Channel,
    RoomRole? Role, int MemberCount, VideoId? VideoId, string? Title, DateTimeOffset CreatedAt, DateTimeOffset ActiveAt);

internal sealed record JoinRoom(string? Name, string? Password, string? Invite);

internal sealed record RoomJoined(
    string Token, DateTimeOffset ExpiresAt, string Channel, string SignalChannel, string UserChannel, string WebsocketUrl,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] RoomPlayback? Playback, SelfMember Member, string? GuestToken);

/// <summary>The same, before the door: the token hears only what concerns the caller.</summary>
internal sealed record RoomWaitingAnswer(string State, SelfMember Member, string Token, DateTimeOffset ExpiresAt, string UserChannel, string WebsocketUrl, string? GuestToken);

internal sealed record SelfMember(UserId Id, string Name, RoomRole Role);

/// <summary>The room's film for its member.</summary>
internal sealed record RoomPlayback(
    VideoId VideoId, string MasterUrl, DateTimeOffset? ExpiresAt, string? StoryboardUrl, string? PosterUrl, ImmutableArray<PlaybackCaption> Captions,
    ImmutableArray<PlaybackChapter> Chapters, string Title, double? DurationSeconds)
{
    public static RoomPlayback Of(Video video, PlaybackLinks links) => new(
        video.Id, links.MasterUrl, links.ExpiresAt, links.StoryboardUrl, links.PosterUrl, links.Captions, links.Chapters, video.Title, video.DurationSeconds);
}

internal sealed record RoomToken(string Token, DateTimeOffset ExpiresAt);

internal sealed record MemberDocument(
    UserId Id, string Name, RoomRole Role, RoomStanding State, bool Online, bool Muted, DateTimeOffset JoinedAt, IReadOnlyList<RoomRight> Granted, IReadOnlyList<RoomRight> Removed)
{
    public static MemberDocument Of(RoomMember member, bool online, DateTimeOffset now) => new(
        member.UserId, member.Name, member.Role, member.State, online, member.IsMuted(now), member.JoinedAt, [.. member.Granted.Order()], [.. member.Removed.Order()]);
}

/// <param name="State"><c>joined</c> lets somebody in who waits.</param>
internal sealed record MemberPatch(RoomRole? Role, bool? Muted, int? MuteSeconds, RoomStanding? State, IReadOnlyList<RoomRight>? Granted, IReadOnlyList<RoomRight>? Removed);

internal sealed record InviteBody(RoomRole? Role, int? Uses, int? LifetimeSeconds);

/// <param name="Code">Shown this once.</param>
internal sealed record InviteCreated(InviteId Id, string Code, string Url, RoomRole Role, int UsesLeft, DateTimeOffset ExpiresAt);

internal sealed record InviteDocument(InviteId Id, RoomRole Role, int UsesLeft, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

internal sealed record BanBody(UserId? MemberId, int? Seconds, string? Reason);

internal sealed record BanDocument(UserId Id, string Name, string Reason, UserId ById, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

internal sealed record RecordDocument(string Id, RoomPerson? By, string Action, RoomPerson? Target, string Detail, DateTimeOffset At);

internal sealed record DirectDocument(CommandId Id, RoomPerson From, UserId To, string Text, double At);

internal sealed record TransferBody(UserId? MemberId);

internal sealed record AnnouncementBody(string? Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcTimeJsonConverter)])]
[JsonSerializable(typeof(CreateRoom))]
[JsonSerializable(typeof(RoomCreated))]
[JsonSerializable(typeof(RoomPatch))]
[JsonSerializable(typeof(Page<RoomDocument>))]
[JsonSerializable(typeof(JoinRoom))]
[JsonSerializable(typeof(RoomJoined))]
[JsonSerializable(typeof(RoomWaitingAnswer))]
[JsonSerializable(typeof(RoomToken))]
[JsonSerializable(typeof(Page<MemberDocument>))]
[JsonSerializable(typeof(MemberPatch))]
[JsonSerializable(typeof(InviteBody))]
[JsonSerializable(typeof(InviteCreated))]
[JsonSerializable(typeof(Page<InviteDocument>))]
[JsonSerializable(typeof(BanBody))]
[JsonSerializable(typeof(Page<BanDocument>))]
[JsonSerializable(typeof(Page<RecordDocument>))]
[JsonSerializable(typeof(Page<ChatMessage>))]
[JsonSerializable(typeof(Page<DirectDocument>))]
[JsonSerializable(typeof(RoomQueue))]
[JsonSerializable(typeof(TransferBody))]
[JsonSerializable(typeof(AnnouncementBody))]
[JsonSerializable(typeof(Live.Announcement))]
[JsonSerializable(typeof(Live.SiteLimits))]
[JsonSerializable(typeof(ReportBody))]
internal sealed partial class RoomJson : JsonSerializerContext;
