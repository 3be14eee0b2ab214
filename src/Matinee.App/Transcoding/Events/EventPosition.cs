using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Matinee.App.Transcoding.Events;

/// <summary>
/// Where an event stands, on every node and over restarts: its transaction, then its number in it. The text is the
/// <c>id:</c> of the event stream.
/// </summary>
internal readonly record struct EventPosition(long Transaction, long Sequence) : IComparable<EventPosition>
{
    /// <summary>Before the first.</summary>
    public static readonly EventPosition Beginning;

    public static bool operator <(EventPosition left, EventPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(EventPosition left, EventPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(EventPosition left, EventPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EventPosition left, EventPosition right) => left.CompareTo(right) >= 0;

    public static bool TryParse([NotNullWhen(true)] string? text, out EventPosition position)
    {
        position = default;
        if (text?.Split('-') is not [var transaction, var sequence]
            || !long.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var t)
            || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var s))
        {
            return false;
        }

        position = new(t, s);
        return true;
    }

    public int CompareTo(EventPosition other) => (Transaction, Sequence).CompareTo((other.Transaction, other.Sequence));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Transaction}-{Sequence}");
}
