using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.App.Accounts;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>The message of a failed call.</summary>
internal sealed record CallProblem(
    string Code, string Title,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RetryAfterMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PlaybackState? State);

/// <summary>The answer of a call.</summary>
/// <param name="Version">Of the playback state.</param>
internal sealed record CallAnswer(long Offset, string Epoch, long Version, PlaybackState State);

/// <summary>What everybody finds on subscribing.</summary>
/// <param name="Members">The first of them; all are counted.</param>
/// <param name="Chat">The oldest first.</param>
internal sealed record RoomSnapshot(
    RoomSettings Room, PlaybackState Playback, RoomQueue Queue, IReadOnlyList<PresentMember> Members, int MemberCount,
    IReadOnlyList<ChatMessage> Chat, IReadOnlyList<CommandId> Pins,
    ReadyCheck? Ready, RoomVote? Vote, StartCountdown? Countdown, string Node);

/// <summary>What a member finds besides.</summary>
internal sealed record MemberSnapshot(SelfView Me, CommandId? ReadUpTo);

internal sealed record SelfView(UserId Id, string Name, RoomRole Role, IReadOnlyList<RoomRight> Permissions);

/// <summary>Sent to <c>user:{id}</c>.</summary>
/// <param name="Kind">message, approved, denied, or knock: somebody waits before the door of a room.</param>
/// <param name="Who">Of a knock.</param>
internal sealed record PersonalNews(
    string Kind, double At, RoomId? Room,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DirectNews? Message = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RoomPerson? Who = null);

internal sealed record DirectNews(CommandId Id, RoomPerson From, UserId To, string Text);

/// <summary>Sent to <c>site</c>.</summary>
internal sealed record Announcement(CommandId Id, string Kind, double At, string Text);

/// <summary>What players say of themselves each second.</summary>
internal sealed record PlayerReport(string? Kind, PlayerState? State, double? Rtt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CallProblem))]
[JsonSerializable(typeof(CallAnswer))]
[JsonSerializable(typeof(RoomSnapshot))]
[JsonSerializable(typeof(MemberSnapshot))]
[JsonSerializable(typeof(PersonalNews))]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(PlayerReport))]
[JsonSerializable(typeof(RelayedReports))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ImmutableArray<UserId>))]
internal sealed partial class CallJson : JsonSerializerContext;
