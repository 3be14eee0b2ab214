using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Limits;
using Matinee.App.Rooms.Door;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Rooms.Api;

/// <summary>Getting in, staying in, and leaving.</summary>
internal static class JoinEndpoints
{
    public static void Map(RouteGroupBuilder rooms)
    {
        rooms.MapPost("{id}/join", JoinAsync).AllowAnonymous();
        rooms.MapGet("{id}/token", TokenAsync).AllowAnonymous();
        rooms.MapPost("{id}/leave", LeaveAsync).AllowAnonymous();
    }

    private static async Task<Results<Ok<RoomJoined>, Accepted<RoomWaitingAnswer>, ProblemHttpResult>> JoinAsync(
        RoomId id, JoinRoom? body, HttpContext context, RoomStore rooms, JoinDesk desk, DoorBell bell, RoomCounter counter)
    {
        var cancellationToken = context.RequestAborted;
        context.Response.Headers.CacheControl = "private, no-store";
        if (await rooms.FindAsync(id, cancellationToken) is not { } room)
            return RoomProblems.NotFound();
        if (desk.Introduce(context, body?.Name) is not { } guest)
            return RoomProblems.Nameless();
        switch (await desk.EnterAsync(room, guest.Caller, body, cancellationToken))
        {
            case DoorAnswer.Inside(var member):
                return TypedResults.Ok(await desk.WelcomeAsync(context, member, guest.Token, cancellationToken));
            case DoorAnswer.BeforeIt(var member):
                await bell.RingAsync(room, member, cancellationToken);
                return TypedResults.Accepted($"/api/rooms/{id}/token", desk.Ask(context, member, guest.Token));
            case DoorAnswer.Refused(var reason):
                return reason is DoorRefusal.PasswordWrong or DoorRefusal.InviteInvalid && counter.Guessed(context) is { } wait ? TooMany.Result(wait) : RoomProblems.Of(reason);
            default:
                return RoomProblems.NotFound();
        }
    }

    private static async Task<Results<Ok<RoomToken>, ProblemHttpResult>> TokenAsync(RoomId id, HttpContext context, RoomCounter counter, RoomTokens tokens)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        if (await counter.FindAsync(id, context, context.RequestAborted) is not { } at)
            return RoomProblems.NotFound();
        var (token, expiresAt) = tokens.Issue(at.Member.UserId, at.Member.Name, [id], context.User.FindSession());
        return TypedResults.Ok(new RoomToken(token, expiresAt));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LeaveAsync(
        RoomId id, HttpContext context, RoomCounter counter, MemberStore members, RoomFeeds feeds, RoomLeaving leaving)
    {
        if (await counter.FindAsync(id, context, context.RequestAborted) is not { } at)
            return RoomProblems.NotFound();
        if (await members.RemoveAsync(id, at.Member.UserId, context.RequestAborted) is null)
            return Problems.Of(ProblemKinds.Conflict, "The owner hands the room over first, or closes it.");
        if (await feeds.OpenAsync(id, context.RequestAborted) is { } feed)
            await leaving.TellAsync(feed, at.Actor, context.RequestAborted);
        return TypedResults.NoContent();
    }
}
