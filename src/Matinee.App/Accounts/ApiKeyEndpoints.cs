using System.Security.Claims;
using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Accounts;

/// <summary><c>/api/me/api-keys</c>.</summary>
internal static class ApiKeyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/me/api-keys").WithTags("Accounts").RequireAuthorization(Policies.Member);
        keys.MapGet("", ListAsync);
        keys.MapPost("", CreateAsync).WithIdempotencyKey();
        keys.MapDelete("/{id}", DeleteAsync);
    }

    private static async Task<Ok<Page<ApiKeyAnswer>>> ListAsync(ClaimsPrincipal user, ApiKeyStore keys, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<ApiKeyAnswer>([.. (await keys.ListAsync(user.UserId(), cancellationToken)).Select(ApiKeyAnswer.Of)], null));

    private static async Task<Results<Created<NewApiKeyAnswer>, ProblemHttpResult>> CreateAsync(
        ApiKeyRequest request, ClaimsPrincipal user, ApiKeyStore keys, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Registrar.CleanName(request.Name) is not { } name)
            return Refusals.Field("name", $"Give a name of 1 to {Registrar.MaximumNameLength} characters.");
        if (request.ExpiresAt <= time.GetUtcNow())
            return Refusals.Field("expiresAt", "Give a time in the future, or none.");
        if (await keys.AddAsync(user.UserId(), name, request.ExpiresAt, cancellationToken) is not var (key, secret))
            return Problems.Of(ProblemKinds.QuotaExceeded, $"An account has at most {ApiKeyStore.MostPerUser} API keys. Delete one first.");
        return TypedResults.Created($"/api/me/api-keys/{key.Id}", new NewApiKeyAnswer(key.Id, key.Name, key.Prefix, secret, key.CreatedAt, key.ExpiresAt));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        ApiKeyId id, ClaimsPrincipal user, ApiKeyStore keys, LiveSessions live, CancellationToken cancellationToken)
    {
        var deleted = await keys.DeleteAsync(user.UserId(), id, cancellationToken);
        live.Forget();
        return deleted ? TypedResults.NoContent() : Refusals.NoSuch("API key");
    }
}
