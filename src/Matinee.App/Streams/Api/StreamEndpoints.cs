using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Streams.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Streams.Api;

/// <summary><c>/hls/streams</c>: what streams there are. Reads of one stream are of the registry, lists of what this node has heard.</summary>
internal static class StreamEndpoints
{
    public static void Map(RouteGroupBuilder streams)
    {
        streams.MapGet("", ListAsync).AllowAnonymous();
        streams.MapGet("{id}", GetAsync).AllowAnonymous();
        streams.MapGet("{id}/stats", StatsAsync).AllowAnonymous();
    }

    /// <param name="mine">The caller's own alone.</param>
    private static async Task<Results<Ok<StreamListDocument>, ProblemHttpResult>> ListAsync(
        string? q, string? type, string? status, bool? mine, PageCursor? cursor, PageLimit? limit, HttpContext context, StreamDirectory directory, StreamViews views,
        CancellationToken cancellationToken)
    {
        var form = new StreamForm();
        var wantedType = form.Choice("type", type, StreamType.Live);
        var wantedStatus = form.Choice("status", status, StreamStatus.Created);
        if (form.Errors.Count > 0)
            return Problems.Of(ProblemKinds.Invalid, "The list cannot be filtered so.", errors: form.Errors);
        await directory.ReadyAsync(cancellationToken);
        var (user, isAdmin) = (context.User.FindUserId(), context.User.IsAdmin());
        var everything = isAdmin && q is null && type is null && status is null && mine != true;
        bool IsWanted(StreamRecord stream) =>
            (isAdmin && mine != true || stream.OwnerId == user || (mine != true && stream.Visibility == StreamVisibility.Public))
            && (type is null || stream.Type == wantedType)
            && (status is null || stream.Status == wantedStatus)
            && (q is null || stream.Title.Contains(q, StringComparison.OrdinalIgnoreCase));
        return TypedResults.Ok(views.ShowPage(directory.Index.Page(everything ? null : IsWanted, cursor?.Id, PageLimit.Of(limit).Rows)));
    }

    /// <param name="stale">Answer from what this node has heard, also while there is no majority.</param>
    private static async Task<Results<Ok<StreamDocument>, ProblemHttpResult>> GetAsync(
        StreamId id, bool? stale, HttpContext context, StreamAccess access, StreamViews views, CancellationToken cancellationToken) =>
        await access.SeeAsync(id, context, stale == true, cancellationToken) is { } stream ? TypedResults.Ok(views.Show(stream)) : StreamAccess.Unknown();

    private static async Task<Results<Ok<StreamStatsDocument>, ProblemHttpResult>> StatsAsync(
        StreamId id, HttpContext context, StreamAccess access, StreamFigures figures, CancellationToken cancellationToken) =>
        await access.SeeAsync(id, context, stale: true, cancellationToken) is { } stream
            ? TypedResults.Ok(await figures.ReadAsync(stream, cancellationToken))
            : StreamAccess.Unknown();
}
