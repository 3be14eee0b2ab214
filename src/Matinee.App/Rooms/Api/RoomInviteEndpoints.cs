using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Rooms.Api;

/// <summary>Invitations into a room.</summary>
internal static class RoomInviteEndpoints
{
    private const int MostUses = 10_000;

    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static void Map(RouteGroupBuilder rooms)
    {
        rooms.MapGet("{id}/invites", ListAsync).AllowAnonymous();
        rooms.MapPost("{id}/invites", AddAsync).AllowAnonymous();
        rooms.MapDelete("{id}/invites/{invite}", RemoveAsync).AllowAnonymous();
    }

    private static async Task<Results<Ok<Page<InviteDocument>>, ProblemHttpResult>> ListAsync(RoomId id, HttpContext context, RoomCounter counter, RoomInviteStore invites) =>
        await AllowAsync(id, context, counter) is { } problem
            ? problem
            : TypedResults.Ok(new Page<InviteDocument>(
                [.. (await invites.ListAsync(id, context.RequestAborted)).Select(i => new InviteDocument(i.Id, i.Role, i.UsesLeft, i.CreatedAt, i.ExpiresAt))], null));

    private static async Task<Results<Created<InviteCreated>, ProblemHttpResult>> AddAsync(
        RoomId id, InviteBody? body, HttpContext context, RoomCounter counter, RoomInviteStore invites, PublicLinks links)
    {
        if (await counter.FindAsync(id, context, context.RequestAborted) is not { } at)
            return RoomProblems.NotFound();
        var role = body?.Role ?? RoomRole.Member;
        if (!at.May(RoomRight.Invite) || (role == RoomRole.Admin && !at.May(RoomRight.Roles)))
            return Problems.Of(ProblemKinds.Forbidden, "You may not invite like that here.");
        if (role is RoomRole.Owner or RoomRole.Guest)
            return RoomProblems.Invalid("role is member or admin.");
        var (uses, lifetime) = (body?.Uses ?? 1, body?.LifetimeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Usual);
        if (uses is < 1 or > MostUses || lifetime < TimeSpan.FromSeconds(1) || lifetime > Longest)
            return RoomProblems.Invalid($"uses is a number from 1 to {MostUses}, lifetimeSeconds at most a year.");
        var (invite, code) = await invites.AddAsync(id, at.Member.UserId, role, uses, lifetime, context.RequestAborted);
        return TypedResults.Created(
            $"/api/rooms/{id}/invites/{invite.Id}", new InviteCreated(invite.Id, code, links.Absolute(context.Request, $"/r/{id}?invite={code}"), role, uses, invite.ExpiresAt));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        RoomId id, InviteId invite, HttpContext context, RoomCounter counter, RoomInviteStore invites)
    {
        if (await AllowAsync(id, context, counter) is { } problem)
            return problem;
        return await invites.DeleteAsync(id, invite, context.RequestAborted) ? TypedResults.NoContent() : Problems.Of(ProblemKinds.NotFound, "There is no such invitation.");
    }

    private static async Task<ProblemHttpResult?> AllowAsync(RoomId id, HttpContext context, RoomCounter counter) =>
        await counter.FindAsync(id, context, context.RequestAborted) is not { } at ? RoomProblems.NotFound()
        : at.May(RoomRight.Invite) ? null
        : Problems.Of(ProblemKinds.Forbidden, "You do not invite into this room.");
}
