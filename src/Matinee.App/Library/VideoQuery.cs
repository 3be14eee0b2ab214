using Matinee.App.Accounts;
using Matinee.App.Http;

namespace Matinee.App.Library;

/// <summary>A page of the library, as one viewer may see it.</summary>
public sealed record VideoQuery
{
    public const int DefaultLimit = 24;

    /// <summary>Sees their own in every visibility and state.</summary>
    public UserId? Viewer { get; init; }

    /// <summary>Also what is for members. False for guests and strangers.</summary>
    public bool IncludeMembers { get; init; }

    /// <summary>Everything of everybody; for administrators who ask for it.</summary>
    public bool IncludeAll { get; init; }

    /// <summary>Every word must occur in the title or the description.</summary>
    public string? Text { get; init; }

    public UserId? Owner { get; init; }

    public Visibility? Visibility { get; init; }

    public VideoState? State { get; init; }

    /// <summary>Any of them; empty for all.</summary>
    public IReadOnlyList<VideoState> States { get; init; } = [];

    public VideoSort Sort { get; init; } = VideoSort.Newest;

    public int Limit { get; init; } = DefaultLimit;

    public PageCursor? After { get; init; }
}

public enum VideoSort
{
    Newest,
    Oldest,
    Updated,
    Title,
    Views,
    Longest,
    Shortest,
}
