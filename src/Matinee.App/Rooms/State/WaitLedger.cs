using System.Collections.Immutable;
using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>For whom the room has waited lately: it does not for the same again and again.</summary>
internal sealed record WaitLedger(ImmutableDictionary<UserId, ImmutableArray<double>> Begun)
{
    public const int MostWaits = 2;

    /// <summary>ms</summary>
    public const double Window = 5 * 60 * 1000;

    public static readonly WaitLedger Empty = new(ImmutableDictionary<UserId, ImmutableArray<double>>.Empty);

    public bool MayWaitFor(UserId id, double now) =>
        !Begun.TryGetValue(id, out var times) || times.Count(at => at > now - Window) < MostWaits;

    public WaitLedger Note(IEnumerable<UserId> members, double now)
    {
        var begun = Begun.ToBuilder();
        foreach (var old in Begun.Where(entry => entry.Value[^1] <= now - Window))
            begun.Remove(old.Key);
        foreach (var id in members)
        {
            var recent = begun.TryGetValue(id, out var times) ? times.RemoveAll(at => at <= now - Window) : [];
            begun[id] = recent.Add(now);
        }

        return new(begun.ToImmutable());
    }
}
