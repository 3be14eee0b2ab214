using System.Collections.Immutable;

namespace Matinee.App.Library;

/// <summary>Where the encode of a video stands: the whole truth each time, so that reports may be dropped.</summary>
/// <param name="Progress">0 to 1.</param>
/// <param name="Fps">A fraction, such as <c>30000/1001</c>.</param>
/// <param name="PlanVersion">The plan that plays; null while none does.</param>
/// <param name="EncodedSeconds">Length of the contiguous beginning that plays.</param>
public sealed record ProcessingReport(
    VideoState State,
    double Progress,
    ImmutableArray<RenditionStatus> Renditions,
    double? DurationSeconds,
    int? Width,
    int? Height,
    string? Fps,
    int? PlanVersion,
    VideoFailure? Failure,
    double EncodedSeconds,
    double? EtaSeconds);
