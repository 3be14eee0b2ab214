using System.Text.Json.Serialization;

namespace Matinee.App.Rooms.State;

/// <summary>
/// What plays, and where. The position at any time follows from it: nobody sends positions around. Times are cluster time in
/// ms. A command gives the next state, one version further; it changes nothing by itself.
/// </summary>
internal sealed record PlaybackState
{
    public const double SlowestRate = 0.25;
    public const double FastestRate = 4;

    public static readonly PlaybackState Empty = new();

    public long Version { get; init; }

    public QueueElement? Item { get; init; }

    public bool Playing { get; init; }

    public double Rate { get; init; } = 1;

    /// <summary>Seconds, at <see cref="At"/>.</summary>
    public double Position { get; init; }

    /// <summary>May lie ahead: then everybody starts together at that time.</summary>
    public double At { get; init; }

    public PlaybackCause? Cause { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WaitingFor? WaitingFor { get; init; }

    private double Longest => Item?.DurationSeconds ?? double.MaxValue;

    public double PositionAt(double now) => Playing ? Math.Min(Longest, Position + Rate * Math.Max(0, now - At) / 1000) : Position;

    /// <summary>When the film is over if nobody does anything; null when it will not be.</summary>
    public double? EndsAt => Playing && Item?.DurationSeconds is { } duration ? At + Math.Max(0, duration - Position) / Rate * 1000 : null;

    /// <summary>Everybody starts at <c>now + lead</c>. From the beginning when it was at its end.</summary>
    public PlaybackState Play(double now, double lead, double? position, PlaybackCause cause)
    {
        var from = Clamp(position ?? PositionAt(now));
        return Next(cause) with { Playing = true, Position = from >= Longest ? 0 : from, At = now + lead };
    }

    /// <summary>At once, where the room is.</summary>
    public PlaybackState Pause(double now, PlaybackCause cause) => Next(cause) with { Playing = false, Position = PositionAt(now), At = now };

    public PlaybackState Seek(double now, double lead, double position, PlaybackCause cause) =>
        Next(cause) with { Position = Clamp(position), At = Playing ? now + lead : now };

    /// <summary>At once, from where the room is: a rate has nothing to prepare. A start that lies ahead stays there.</summary>
    public PlaybackState Pace(double now, double rate, PlaybackCause cause) =>
        Next(cause) with { Rate = Math.Clamp(rate, SlowestRate, FastestRate), Position = PositionAt(now), At = Playing ? Math.Max(now, At) : now };

    /// <summary>Another film, from its beginning.</summary>
    public PlaybackState Load(double now, double lead, QueueElement? item, bool playing, PlaybackCause cause) =>
        Next(cause) with { Item = item, Playing = playing && item is not null, Position = 0, At = playing ? now + lead : now };

    /// <summary>Stands still for some of its members.</summary>
    public PlaybackState Wait(double now, WaitingFor waitingFor, PlaybackCause cause) => Pause(now, cause) with { WaitingFor = waitingFor };

    private PlaybackState Next(PlaybackCause cause) => this with { Version = Version + 1, Cause = cause, WaitingFor = null };

    private double Clamp(double position) => Math.Clamp(position, 0, Longest);
}
