using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Library;

/// <summary>The query of <c>GET /api/videos</c>.</summary>
internal sealed class VideoListParameters
{
    private const int MaxQuery = 200;

    /// <summary>Words that must all occur in title or description.</summary>
    public string? Q { get; init; }

    /// <summary>newest (default), oldest, updated, title, views, longest or shortest.</summary>
    public string? Sort { get; init; }

    public string? Visibility { get; init; }

    public string? State { get; init; }

    /// <summary>Only the caller's own.</summary>
    public bool? Mine { get; init; }

    /// <summary>Everybody's, in every state; administrators only.</summary>
    public bool? All { get; init; }

    public PageLimit? Limit { get; init; }

    public PageCursor? Cursor { get; init; }

    public bool TryRead(ClaimsPrincipal user, [NotNullWhen(true)] out VideoQuery? query, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        query = null;
        var sort = VideoSort.Newest;
        Visibility visibility = default;
        VideoState state = default;
        if (Q?.Length > MaxQuery)
            problem = Problems.Of(ProblemKinds.Invalid, $"q has at most {MaxQuery} characters.");
        else if (Sort is not null && !LibraryWords.TryParse(Sort, out sort))
            problem = Problems.Of(ProblemKinds.Invalid, "sort is one of newest, oldest, updated, title, views, longest, shortest.");
        else if (Visibility is not null && !LibraryWords.TryParse(Visibility, out visibility))
            problem = Problems.Of(ProblemKinds.Invalid, "visibility is one of private, members, unlisted, public, password.");
        else if (State is not null && !LibraryWords.TryParse(State, out state))
            problem = Problems.Of(ProblemKinds.Invalid, "state is one of uploading, uploaded, processing, playable, ready, failed.");
        else if (Mine == true && user.FindUserId() is null)
            problem = Problems.Of(ProblemKinds.Unauthenticated, "Sign in to see your own videos.");
        else if (All == true && !user.IsAdmin())
            problem = Problems.Of(ProblemKinds.Forbidden, "Only administrators see everybody's videos.");
        else
            problem = null;
        if (problem is not null)
            return false;
        query = new VideoQuery
        {
            Viewer = user.FindUserId(),
            IncludeMembers = user.Role() >= Role.Member,
            IncludeAll = All == true,
            Text = Q,
            Owner = Mine == true ? user.FindUserId() : null,
            Visibility = Visibility is null ? null : visibility,
            State = State is null ? null : state,
            Sort = sort,
            Limit = Limit?.Rows ?? VideoQuery.DefaultLimit,
            After = Cursor,
        };
        return true;
    }
}
