using System.Collections.Immutable;
using Matinee.App.Library;

namespace Matinee.App.Pages;

/// <summary>The studio's table.</summary>
/// <param name="Show">all, making, failed or drafts.</param>
/// <param name="Everybody">An administrator looks at the videos of all.</param>
public sealed record StudioView(
    PageVisit Visit, string? Search, string Show, string Sort, bool Everybody, VideoTally Tally, ImmutableArray<VideoFace> Videos, string? Next, bool IsFirstPage)
{
    public long Number(string show) => show switch
    {
        "making" => Tally.Making,
        "failed" => Tally.Failed,
        "drafts" => Tally.Drafts,
        _ => Tally.All,
    };
}
