using System.Collections.Immutable;

namespace Matinee.App.Pages;

/// <summary>The library page's content.</summary>
/// <param name="Show">The filter: all, mine, public, members.</param>
/// <param name="Next">Address of the next page; null on the last.</param>
public sealed record LibraryView(
    PageVisit Visit, string? Search, string Show, string Sort, ImmutableArray<VideoFace> Started, ImmutableArray<VideoFace> Videos, string? Next, bool IsFirstPage)
{
    /// <summary>Nothing at all, as opposed to nothing that matches.</summary>
    public bool IsEmpty => Videos.IsEmpty && Started.IsEmpty && Search is null && Show == "all" && IsFirstPage;
}
