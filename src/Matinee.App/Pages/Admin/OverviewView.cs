using System.Collections.Immutable;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>How the service does, on one page.</summary>
public sealed record OverviewView(
    PageVisit Visit, QueueReadings Queue, ImmutableArray<WorkerFace> Workers, WorkLanes Work, int Minutes, ImmutableArray<JobBoardRow> Jobs,
    ImmutableArray<LogLine> Lines);
