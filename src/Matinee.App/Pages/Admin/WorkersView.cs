using System.Collections.Immutable;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>The workers and what they do.</summary>
/// <param name="Minutes">How far back the lanes reach.</param>
public sealed record WorkersView(
    PageVisit Visit, ImmutableArray<WorkerFace> Workers, WorkLanes Work, QueueMoment Moment, int Minutes, ScalingView Scaling)
{
    /// <summary>Words of <c>?minutes=</c>; the one without a parameter is <see cref="UsualMinutes"/>.</summary>
    public static IReadOnlyList<int> Windows { get; } = [2, 5, 15, 60];

    public const int UsualMinutes = 5;

    public static int MinutesOf(string? asked) => int.TryParse(asked, out var minutes) && Windows.Contains(minutes) ? minutes : UsualMinutes;
}
