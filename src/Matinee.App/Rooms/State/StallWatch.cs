using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Matinee.App.Accounts;
using Matinee.App.Library;

namespace Matinee.App.Rooms.State;

/// <summary>How a member's player says it is.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PlayerState>))]
internal enum PlayerState
{
    Sync,
    Catch,
    Buffer,
    Away,
}

/// <summary>
/// Who has stalled, from the reports that players send each second. Who has just come and never played here is not counted:
/// joining pauses nobody. Who does not report any more is gone, and waited for by nobody.
/// </summary>
internal sealed class StallWatch
{
    /// <summary>ms; three reports that did not come.</summary>
    public const double Silence = 3500;

    private readonly Dictionary<UserId, PlayerSeen> _seen = [];

    /// <param name="roundTrip">ms</param>
    public void Report(UserId id, PlayerState state, double roundTrip, double now)
    {
        var before = _seen.GetValueOrDefault(id);
        var silent = before is null || now - before.At > Silence;
        var stalls = state == PlayerState.Buffer;
        _seen[id] = new(
            now, state, double.IsFinite(roundTrip) ? Math.Clamp(roundTrip, 0, 10_000) : 0,
            !stalls ? null : silent ? now : before!.StalledSince ?? now, // silent covers null
            (!silent && before!.HasPlayed) || state is PlayerState.Sync or PlayerState.Catch); // silent covers null
    }

    public void Forget(UserId id) => _seen.Remove(id);

    /// <summary>The room waits for them now. One that never catches up does not make it wait again.</summary>
    public void Waited(IEnumerable<UserId> members)
    {
        foreach (var id in members)
        {
            if (_seen.TryGetValue(id, out var seen))
                _seen[id] = seen with { HasPlayed = false };
        }
    }

    public IEnumerable<double> RoundTrips(double now) => _seen.Values.Where(seen => now - seen.At <= Silence && seen.RoundTrip > 0).Select(seen => seen.RoundTrip);

    /// <summary>Who has shown nothing for <paramref name="atLeast"/> ms of a playback that runs since <paramref name="playingSince"/>.</summary>
    public ImmutableArray<UserId> Stalled(double now, double playingSince, double atLeast) =>
        playingSince > now - atLeast ? [] : [.. _seen
            .Where(e => now - e.Value.At <= Silence && e.Value.HasPlayed && e.Value.StalledSince <= now - atLeast)
            .Select(e => e.Key).OrderBy(id => id.Value, StringComparer.Ordinal)];

    public bool IsStalled(UserId id, double now) => _seen.TryGetValue(id, out var seen) && now - seen.At <= Silence && seen.State == PlayerState.Buffer;

    private sealed record PlayerSeen(double At, PlayerState State, double RoundTrip, double? StalledSince, bool HasPlayed);
}
