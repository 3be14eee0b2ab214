using System.Collections.Immutable;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>The queue's table, and the job that is looked into.</summary>
/// <param name="IsMissing">A job was asked for that is not there.</param>
public sealed record JobsView(
    PageVisit Visit, JobBoardQuery Query, JobBoardTally Tally, QueueMoment Moment, ImmutableArray<JobBoardRow> Jobs, JobInspection? Inspected, bool IsMissing)
{
    /// <summary>Jobs behind the filter, on all pages.</summary>
    public long Matching => Tally.Of(Query.Show);

    public long First => Jobs.IsEmpty ? 0 : ((long)(Query.Page - 1) * Query.Rows) + 1;

    public long Last => ((long)(Query.Page - 1) * Query.Rows) + Jobs.Length;

    public string? Before => Query.Page > 1 ? PageAddress.With(Visit, ("page", Query.Page == 2 ? null : $"{Query.Page - 1}"), ("job", null), ("task", null)) : null;

    public string? After => Last < Matching ? PageAddress.With(Visit, ("page", $"{Query.Page + 1}"), ("job", null), ("task", null)) : null;

    /// <summary>Changes what is shown, and begins at its first page.</summary>
    public string With(string name, string? value) => PageAddress.With(Visit, (name, value), ("page", null), ("job", null), ("task", null));

    public string Open(string job) => PageAddress.With(Visit, ("job", job), ("task", null));

    public string Closed => PageAddress.With(Visit, ("job", null), ("task", null));
}
