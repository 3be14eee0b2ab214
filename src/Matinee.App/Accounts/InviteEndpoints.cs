using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary><c>/api/invites</c>: links that let people register.</summary>
internal static class InviteEndpoints
{
    private const int MostUses = 100;
    private const int MostHours = 720;
    private const int MaximumNote = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var invites = routes.MapGroup("/api/invites").WithTags("Users").RequireAuthorization(Policies.Admin);
        invites.MapGet("", ListAsync);
        invites.MapPost("", CreateAsync).WithIdempotencyKey();
        invites.MapDelete("/{id}", DeleteAsync);
    }

    private static async Task<Ok<Page<InviteAnswer>>> ListAsync(InviteStore invites, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<InviteAnswer>([.. (await invites.ListAsync(cancellationToken)).Select(InviteAnswer.Of)], null));

    private static async Task<Results<Created<NewInviteAnswer>, ProblemHttpResult>> CreateAsync(
        InviteRequest request, HttpContext context, InviteStore invites, PublicLinks links, IOptions<AccountOptions> options, CancellationToken cancellationToken)
    {
        EmailAddress? email = null;
        if (request.Email is not null && !EmailAddress.TryParse(request.Email, out email))
            return Refusals.Field("email", "Give an email address such as ada@example.org, or none.");
        if (request.Role == Role.Guest)
            return Refusals.Field("role", "An invitation is for a member or an admin.");
        if (request.Uses is < 1 or > MostUses)
            return Refusals.Field("uses", $"Give a number from 1 to {MostUses}.");
        if (request.ExpiresInHours is < 1 or > MostHours)
            return Refusals.Field("expiresInHours", $"Give a number from 1 to {MostHours}.");
        if (request.Note is { Length: > MaximumNote })
            return Refusals.Field("note", $"Give at most {MaximumNote} characters.");
        var lifetime = request.ExpiresInHours is { } hours ? TimeSpan.FromHours(hours) : options.Value.InviteLifetime;
        var (invite, token) = await invites.AddAsync(
            context.User.UserId(), request.Role ?? Role.Member, email, request.Note ?? "", request.Uses ?? 1, lifetime, cancellationToken);
        var url = $"/join?invite={token}";
        return TypedResults.Created($"/api/invites/{invite.Id}", new NewInviteAnswer(invite.Id, url, links.Absolute(context.Request, url), invite.ExpiresAt));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(InviteId id, InviteStore invites, CancellationToken cancellationToken) =>
        await invites.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : Refusals.NoSuch("invitation");
}
