using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Fleet;

/// <summary>The workers for people and programs; what workers themselves call stands elsewhere.</summary>
internal static class FleetEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var workers = routes.MapGroup("/api/workers").WithTags("Workers");
        workers.MapGet("", ListAsync).RequireAuthorization(Policies.Member).WithSummary("Workers and what they do.");
        workers.MapPost("/{id}/drain", DrainAsync).RequireAuthorization(Policies.Admin)
            .WithSummary("The worker finishes what it has and takes nothing new.");
        workers.MapPost("/{id}/enable", EnableAsync).RequireAuthorization(Policies.Admin).WithSummary("A drained or quarantined worker takes work again.");
        workers.MapDelete("/{id}", RemoveAsync).RequireAuthorization(Policies.Admin)
            .WithSummary("The worker finishes what it has and ends; its key opens nothing afterwards.");
        routes.MapPost("/api/worker/tokens", EnrolAsync).WithTags("Workers").RequireAuthorization(Policies.Admin).WithIdempotencyKey()
            .WithSummary("A token that lets any number of workers in until it expires, and the command that uses it.");
    }

    private static async Task<Ok<WorkerList>> ListAsync(WorkerView view, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        TypedResults.Ok(await view.ListAsync(user.IsAdmin(), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DrainAsync(
        WorkerId id, WorkerOrders orders, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Done(await orders.DrainAsync(id, $"Drained by {user.DisplayName()}.", cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> EnableAsync(WorkerId id, WorkerOrders orders, CancellationToken cancellationToken) =>
        Done(await orders.EnableAsync(id, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        WorkerId id, WorkerOrders orders, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Done(await orders.RemoveAsync(id, $"Removed by {user.DisplayName()}.", cancellationToken));

    private static async Task<Created<EnrolmentAnswer>> EnrolAsync(
        HttpRequest request, EnrolmentTokens tokens, PublicLinks links, ClaimsPrincipal user, ILogger<EnrolmentTokens> logger, CancellationToken cancellationToken)
    {
        var (token, expires) = await tokens.CreateAsync(user.UserId(), cancellationToken);
        FleetLog.TokenMade(logger, user.UserId().Value, expires);
        var coordinator = links.Absolute(request, "");
        return TypedResults.Created((string?)null, new EnrolmentAnswer(token, expires, coordinator, $"./run worker --coordinator {coordinator} --token {token}"));
    }

    private static Results<NoContent, ProblemHttpResult> Done(bool known) =>
        known ? TypedResults.NoContent() : Problems.Of(ProblemKinds.NotFound, "There is no such worker.");
}
