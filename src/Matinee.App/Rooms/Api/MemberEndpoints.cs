using System.Globalization;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Rooms.Api;

/// <summary>Members and bans of a room.</summary>
internal static class MemberEndpoints
{
    public static void Map(RouteGroupBuilder rooms)
    {
        rooms.MapGet("{id}/members", ListAsync).AllowAnonymous();
        rooms.MapPatch("{id}/members/{member}", PatchAsync).AllowAnonymous();
        rooms.MapDelete("{id}/members/{member}", KickAsync).AllowAnonymous();
        rooms.MapPost("{id}/transfer", TransferAsync).AllowAnonymous();
        rooms.MapGet("{id}/bans", ListBansAsync).AllowAnonymous();
        rooms.MapPost("{id}/bans", BanAsync).AllowAnonymous();
        rooms.MapDelete("{id}/bans/{member}", PardonAsync).AllowAnonymous();
    }

    /// <param name="state"><c>waiting</c>: those before the door.</param>
    private static async Task<Results<Ok<Page<MemberDocument>>, ProblemHttpResult>> ListAsync(
        RoomId id, string? state, PageCursor? cursor, PageLimit? limit, HttpContext context, RoomCounter counter, MemberStore members, RoomFeeds feeds, TimeProvider time)
    {
        if (await counter.FindAsync(id, context, context.RequestAborted) is not { } at)
            return RoomProblems.NotFound();
        var wanted = state == "waiting" ? RoomStanding.Waiting : RoomStanding.Joined;
        if (wanted == RoomStanding.Waiting && !at.May(RoomRight.Members))
            return Problems.Of(ProblemKinds.Forbidden, "You do not keep the door of this room.");
        var size = PageLimit.Of(limit);
        var now = time.GetUtcNow();
        var present = (await feeds.OpenAsync(id, context.RequestAborted))?.View.State.Present;
        var rows = await members.ListAsync(id, wanted, cursor, size.Rows + 1, context.RequestAborted);
        return TypedResults.Ok(Page.Of(
            rows, size, member => new PageCursor(member.JoinedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), member.UserId.Value),
            member => MemberDocument.Of(member, present?.ContainsKey(member.UserId) == true, now)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PatchAsync(
        RoomId id, UserId member, MemberPatch body, HttpContext context, RoomCounter counter, MemberChanges changes) =>
        await counter.ActAsync(id, context, (feed, by, command, stop) => changes.ApplyAsync(feed, by, command, member, body, stop), context.RequestAborted) is { } problem
            ? problem
            : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> KickAsync(
        RoomId id, UserId member, string? reason, HttpContext context, RoomCounter counter, MemberChanges changes) =>
        await counter.ActAsync(id, context, (feed, by, command, stop) => changes.RemoveAsync(feed, by, command, member, reason, stop), context.RequestAborted) is { } problem
            ? problem
            : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> TransferAsync(RoomId id, TransferBody body, HttpContext context, RoomCounter counter, RoomRoles roles)
    {
        if (body.MemberId is not { } target)
            return RoomProblems.Invalid("memberId says whose the room shall be.");
        return await counter.ActAsync(id, context, (feed, by, command, stop) => roles.TransferAsync(feed, by, command, target, stop), context.RequestAborted) is { } problem
            ? problem
            : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<BanDocument>>, ProblemHttpResult>> ListBansAsync(RoomId id, HttpContext context, RoomCounter counter, BanStore bans)
    {
        if (await counter.FindAsync(id, context, context.RequestAborted) is not { } at)
            return RoomProblems.NotFound();
        return at.May(RoomRight.Members)
            ? TypedResults.Ok(new Page<BanDocument>(
                [.. (await bans.ListAsync(id, context.RequestAborted)).Select(ban => new BanDocument(ban.UserId, ban.Name, ban.Reason, ban.ById, ban.CreatedAt, ban.ExpiresAt))], null))
            : Problems.Of(ProblemKinds.Forbidden, "You do not moderate this room.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> BanAsync(RoomId id, BanBody body, HttpContext context, RoomCounter counter, RoomModeration moderation)
    {
        if (body.MemberId is not { } target)
            return RoomProblems.Invalid("memberId says who is meant.");
        var duration = body.Seconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return await counter.ActAsync(id, context, (feed, by, command, stop) =>
            moderation.BanAsync(feed, by, command, target, duration, body.Reason, stop), context.RequestAborted) is { } problem
            ? problem
            : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PardonAsync(RoomId id, UserId member, HttpContext context, RoomCounter counter, RoomModeration moderation) =>
        await counter.ActAsync(id, context, (feed, by, command, stop) => moderation.PardonAsync(feed, by, command, member, stop), context.RequestAborted) is { } problem
            ? problem
            : TypedResults.NoContent();
}
