using System.Text.Json;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>Why a call failed: a code of the channel protocol and a JSON object as its message.</summary>
internal sealed record CallError(uint Code, string Message)
{
    public const uint Forbidden = 4403;
    public const uint Missing = 4404;
    public const uint Conflict = 4409;
    public const uint Invalid = 4422;
    public const uint Limited = 4429;
    public const uint Away = 4503;

    public static CallError Of(uint code, string word, string title, string? detail = null, TimeSpan? retryAfter = null, PlaybackState? state = null) =>
        new(code, JsonSerializer.Serialize(new CallProblem(word, title, detail, retryAfter is { } wait ? (long)Math.Ceiling(wait.TotalMilliseconds) : null, state), CallJson.Default.CallProblem));

    public static CallError Of(RoomRefusal refusal, PlaybackState state) => refusal.Kind switch
    {
        RefusalKind.Forbidden => Of(Forbidden, "forbidden", "Not allowed", refusal.Detail),
        RefusalKind.Missing => Of(Missing, "not_found", "There is no such thing here", refusal.Detail),
        RefusalKind.Stale => Of(Conflict, "conflict", "Something changed meanwhile", refusal.Detail, state: state),
        _ => Of(Invalid, "invalid", "A value is not acceptable", refusal.Detail),
    };

    public static CallError TooMany(TimeSpan wait) => Of(Limited, "rate_limited", "Too many requests", retryAfter: wait);

    public static CallError Unavailable(string detail) => Of(Away, "unavailable", "Not available right now", detail, TimeSpan.FromSeconds(1));
}
