using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Rooms.Door;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Rooms.Api;

/// <summary><c>/api/rooms</c>: to make one, find it, change it and close it.</summary>
internal static class RoomEndpoints
{
    public static void Map(RouteGroupBuilder rooms)
    {
        rooms.MapPost("", CreateAsync).RequireAuthorization(Policies.Member).WithIdempotencyKey();
        rooms.MapGet("", ListAsync).RequireAuthorization();
        rooms.MapGet("{id}", GetAsync).AllowAnonymous();
        rooms.MapPatch("{id}", PatchAsync).AllowAnonymous();
        rooms.MapDelete("{id}", CloseAsync).AllowAnonymous();
        rooms.MapGet("{id}/queue", QueueAsync).AllowAnonymous();
    }

    private static async Task<Results<Created<RoomCreated>, ProblemHttpResult>> CreateAsync(
        CreateRoom body, HttpContext context, VideoAccess access, NewRooms rooms, CancellationToken cancellationToken)
    {
        Video? video = null;
        if (body.VideoId is { } id && (video = await access.ForViewingAsync(id, context, cancellationToken)) is null)
            return RoomProblems.Invalid("There is no such video, or it is not yours to show.");
        var wish = new RoomWish(body.Name ?? video?.Title ?? "Room", body.Mode, body.Access, body.Waiting, Password: body.Password);
        if (RoomSetup.Problem(wish) is { } problem)
            return RoomProblems.Invalid(problem);
        var owner = new RoomPerson(context.User.UserId(), context.User.DisplayName() ?? "");
        return await rooms.OpenAsync(owner, wish, video, cancellationToken) is { } room
            ? TypedResults.Created($"/api/rooms/{room}", new RoomCreated(room, $"/r/{room}", room.Channel))
            : Problems.Of(ProblemKinds.QuotaExceeded, "You have as many rooms as one may. Close one first.");
    }

    private static async Task<Results<Ok<Page<RoomDocument>>, ProblemHttpResult>> ListAsync(
        string? q, bool? all, PageCursor? cursor, PageLimit? limit, HttpContext context, RoomStore rooms, RoomViews views, CancellationToken cancellationToken)
    {
        var everybody = all == true && context.User.IsAdmin();
        if (all == true && !everybody)
            return Problems.Of(ProblemKinds.Forbidden, "Only administrators see everybody's rooms.");
        var size = PageLimit.Of(limit);
        var user = context.User.UserId();
        var found = await rooms.ListAsync(everybody ? null : user, q, cursor, size.Rows + 1, cancellationToken);
        var shown = new List<RoomDocument>();
        foreach (var room in found)
            shown.Add(await views.ShowAsync(room, user, cancellationToken));
        return TypedResults.Ok(Page.Of(shown, size, room => new(room.ActiveAt.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), room.Id.Value)));
    }

    /// <summary>Who has the link may read what it is called and whether it needs a password.</summary>
    private static async Task<Results<Ok<RoomDocument>, ProblemHttpResult>> GetAsync(
        RoomId id, HttpContext context, RoomStore rooms, RoomCallers callers, RoomViews views, CancellationToken cancellationToken) =>
        await rooms.FindAsync(id, cancellationToken) is { } room
            ? TypedResults.Ok(await views.ShowAsync(room, callers.Find(context)?.Id, cancellationToken))
            : RoomProblems.NotFound();

    private static async Task<Results<Ok<RoomDocument>, ProblemHttpResult>> PatchAsync(
        RoomId id, RoomPatch body, HttpContext context, RoomCounter counter, RoomSetup setup, RoomViews views, CancellationToken cancellationToken)
    {
        var wish = new RoomWish(body.Name, body.Mode, body.Access, body.Waiting, body.SlowModeSeconds, body.Locked, body.Password);
        if (await counter.ActAsync(id, context, (feed, by, command, stop) => setup.ChangeAsync(feed, by, command, wish, stop), cancellationToken) is { } problem)
            return problem;
        return await counter.FindAsync(id, context, cancellationToken) is { } at
            ? TypedResults.Ok(await views.ShowAsync(at.Room, at.Member.UserId, cancellationToken))
            : RoomProblems.NotFound();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CloseAsync(
        RoomId id, HttpContext context, RoomCounter counter, RoomClosing closing, CancellationToken cancellationToken)
    {
        if (await counter.FindAsync(id, context, cancellationToken) is not { } at)
            return RoomProblems.NotFound();
        if (!at.May(RoomRight.Own))
            return Problems.Of(ProblemKinds.Forbidden, "Only the owner closes a room.");
        await closing.CloseAsync(id, at.Actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RoomQueue>, ProblemHttpResult>> QueueAsync(
        RoomId id, HttpContext context, RoomCounter counter, RoomFeeds feeds, CancellationToken cancellationToken) =>
        await counter.FindAsync(id, context, cancellationToken) is not null && await feeds.OpenAsync(id, cancellationToken) is { } feed
            ? TypedResults.Ok(feed.View.State.Queue)
            : RoomProblems.NotFound();
}
