namespace Matinee.App.Rooms.State;

/// <summary>How far ahead a start is set, so that the command has reached everybody by then.</summary>
internal static class StartLead
{
    public const double Shortest = 150;
    public const double Longest = 600;

    private const double Preparing = 80;

    /// <param name="roundTrips">The members' round trips in ms, as they report them.</param>
    public static double For(IEnumerable<double> roundTrips)
    {
        var sorted = roundTrips.Where(double.IsFinite).Order().ToArray();
        if (sorted.Length == 0)
            return Shortest;
        // A command takes half a round trip; twice that for the slow ones.
        var p95 = sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1];
        return Math.Clamp(2 * p95 / 2 + Preparing, Shortest, Longest);
    }
}
