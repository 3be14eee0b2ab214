using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Fleet;
using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Matinee.App.Scaling;

/// <summary><c>/api/scaling</c>, and workers by hand.</summary>
internal static class ScalingEndpoints
{
    private const int MostAtOnce = 100;
    private const int ShownDecisions = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var scaling = routes.MapGroup("/api/scaling").WithTags("Workers").RequireAuthorization(Policies.Admin);
        scaling.MapGet("", async (ScalingBoard board, CancellationToken cancellationToken) => TypedResults.Ok(await board.ReadAsync(ShownDecisions, cancellationToken)))
            .WithSummary("How many workers there are and shall be, and the last decisions with their reasons.");
        scaling.MapPut("", PutAsync).WithSummary("Changes what is given; it holds on every node, over the options.");
        routes.MapPost("/api/workers", AddAsync).WithTags("Workers").RequireAuthorization(Policies.Admin).WithIdempotencyKey()
            .WithSummary("Starts workers through the executor.");
    }

    public static ProblemHttpResult Field(string name, string sentence) =>
        Problems.Of(ProblemKinds.Invalid, sentence, errors: new Dictionary<string, string[]> { [name] = [sentence] });

    private static async Task<Results<Ok<ScalingAnswer>, ProblemHttpResult>> PutAsync(
        ScalingBody body, ScalingBoard board, ScalingSettingsStore settings, ExecutorRoster executors, CancellationToken cancellationToken)
    {
        var before = await settings.ReadAsync(cancellationToken);
        var after = before with
        {
            Enabled = body.Enabled ?? before.Enabled,
            Executor = body.Executor ?? before.Executor,
            Rules = before.Rules with
            {
                Min = body.Min ?? before.Rules.Min,
                Max = body.Max ?? before.Rules.Max,
                UpAt = body.ScaleUpAt ?? before.Rules.UpAt,
                DownAt = body.ScaleDownAt ?? before.Rules.DownAt,
                UpCooldown = Seconds(body.UpCooldownSeconds) ?? before.Rules.UpCooldown,
                DownCooldown = Seconds(body.DownCooldownSeconds) ?? before.Rules.DownCooldown,
            },
        };
        if (after.Refusal(executors.Names) is var (field, sentence))
            return Field(field, sentence);
        await settings.WriteAsync(after, cancellationToken);
        executors.Nudge();
        return TypedResults.Ok(await board.ReadAsync(ShownDecisions, cancellationToken));
    }

    private static async Task<Results<Accepted<WorkersAnswer>, ProblemHttpResult>> AddAsync(
        WorkersBody body, ScalingStore store, ScalingSettingsStore settings, ExecutorRoster executors, IOptions<FleetOptions> fleet, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        if (body.Count is not (>= 1 and <= MostAtOnce) || body.Count is not { } count)
            return Field("count", $"Give 1 to {MostAtOnce}.");
        var current = await settings.ReadAsync(cancellationToken);
        if (executors.Find(current.Executor) is not { } executor)
            return Problems.Of(ProblemKinds.Conflict, $"This node has no executor \"{current.Executor}\". Ask a node that has, or choose another by PUT /api/scaling.");
        var most = Math.Min(executor.Most, fleet.Value.MaxWorkers);
        var lease = await store.ReadAsync(cancellationToken);
        if (lease.Wanted + count > most)
            return Field("count", $"{lease.Wanted} workers are wanted and there is room for {most}: Scaling:MostProcesses and Fleet:MaxWorkers set it.");
        var wanted = await store.AskAsync(count, most, "added", $"{count} added by {user.DisplayName()}", cancellationToken);
        executors.Nudge();
        return TypedResults.Accepted("/api/scaling", new WorkersAnswer(wanted, executor.Name));
    }

    // What lies outside every range is refused with the rest; a TimeSpan could not hold it.
    private static TimeSpan? Seconds(double? value) => value is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, -1, 1_000_000)) : null;
}
