using System.Security.Claims;
using System.Text.RegularExpressions;
using Matinee.App.Fleet;
using Matinee.App.Http;
using Matinee.App.Transcoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Dispatch;

/// <summary>What a worker calls about itself: register, lease, heartbeat.</summary>
internal static partial class WorkerDeskEndpoints
{
    private const int MostSlots = 256;
    private const int MostEncoders = 32;
    private const int MostFilters = 64;
    private const int LongestWord = 100;
    private const int MostTasks = 2 * MostSlots;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var worker = routes.MapGroup("/api/worker").WithTags("Workers");
        worker.MapPost("/register", RegisterAsync).RequireAuthorization(Policies.Enrolment).WithRequestTimeout(AnswerWithin)
            .WithSummary("A worker's start. With an enrolment token it is given a key of its own; with that key it is known again.");
        worker.MapPost("/lease", LeaseAsync).RequireAuthorization(Policies.Worker).WithRequestTimeout(TaskWire.LongestPoll + AnswerWithin)
            .WithSummary("The best task for the worker's free places; waits for one up to 25 s. 204 when none came.");
        worker.MapPost("/heartbeat", HeartbeatAsync).RequireAuthorization(Policies.Worker).WithRequestTimeout(AnswerWithin)
            .WithSummary("Keeps the leases that it names, and is answered what to do with each: continue, cancel or lost.");
    }

    private static async Task<Results<Ok<RegisterAnswer>, ProblemHttpResult>> RegisterAsync(
        RegisterAsk ask, HttpContext context, WorkerDesk desk, ClaimsPrincipal user, ILogger<WorkerDesk> logger, CancellationToken cancellationToken)
    {
        if (Refuse(ask) is { } reason)
            return Problems.Of(ProblemKinds.Invalid, reason);
        var returning = user.FindWorkerId() is { } id ? await desk.FindAsync(id, cancellationToken) : null;
        var (outcome, name, key) = await desk.RegisterAsync(ask, returning, context.Connection.RemoteIpAddress, cancellationToken);
        switch (outcome)
        {
            case RegisterOutcome.Registered { Worker: var worker }:
                DispatchLog.Registered(logger, name, worker.Id.Value, worker.Incarnation, ask.Slots, ask.FfmpegVersion);
                return TypedResults.Ok(new RegisterAnswer(
                    worker.Id.Value, name, key, worker.Incarnation, worker.HeartbeatEvery?.TotalSeconds ?? 0, worker.LeaseTime?.TotalSeconds ?? 0));
            case RegisterOutcome.NoPlace { Most: var most }:
                return Problems.Of(ProblemKinds.FleetFull, $"{most} workers are at work, which is as many as this service takes (Fleet:MaxWorkers). Try again when one has left.", ComeBack);
            case RegisterOutcome.NameTaken:
                return Problems.Of(ProblemKinds.WorkerNameTaken, $"The worker inside a server of this service is called {name}. Choose another name with --id.");
            default:
                return Problems.Of(ProblemKinds.WorkerUnknown, $"The worker {name} was removed, or was enrolled anew elsewhere. Make a token with `matinee workers token` and start it with --token.");
        }
    }

    private static async Task<Results<Ok<LeaseAnswer>, NoContent, ProblemHttpResult>> LeaseAsync(
        LeaseAsk ask, HttpContext context, WorkerDesk desk, ClaimsPrincipal user, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (ask.Holding.Count > MostTasks)
            return Problems.Of(ProblemKinds.Invalid, $"A worker holds at most {MostTasks} tasks.");
        // A server that stops lets its workers go to another at once.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        LeaseAnswer? leased;
        try
        {
            leased = await desk.LeaseAsync(user.WorkerId(), ask, either.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Problems.Of(ProblemKinds.Unavailable, "This server is stopping. Ask another, or this one again when it is back.", Soon);
        }

        if (leased is null)
            return TypedResults.NoContent();
        if (context.RequestAborted.IsCancellationRequested)
        {
            await desk.TakeBackAsync(leased);
            return TypedResults.NoContent();
        }

        return TypedResults.Ok(leased);
    }

    private static async Task<Results<Ok<BeatAnswer>, ProblemHttpResult>> HeartbeatAsync(
        BeatAsk ask, WorkerDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (ask.Tasks.Count > MostTasks)
            return Problems.Of(ProblemKinds.Invalid, $"A worker holds at most {MostTasks} tasks.");
        return await desk.HeartbeatAsync(user.WorkerId(), ask, cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : Problems.Of(ProblemKinds.WorkerReplaced, "Another process has registered as this worker since. Give each machine its own --data and --id.");
    }

    private static string? Refuse(RegisterAsk ask)
    {
        if (ask.Protocol != TaskWire.Protocol)
            return $"This worker speaks protocol {ask.Protocol}, the server {TaskWire.Protocol}. Run the same version of Matinee on both.";
        if (!Name().IsMatch(ask.Name))
            return "The name of a worker has letters, digits, '.', '_' and '-', at most 63.";
        if (ask.Slots is < 1 or > MostSlots)
            return $"A worker has 1 to {MostSlots} slots.";
        if (ask.Encoders.Count > MostEncoders || ask.Encoders.Any(e => TooLong(e.Key) || TooLong(e.Codec) || !(e.FramesPerSecond >= 0)))
            return $"A worker names at most {MostEncoders} encoders, each in {LongestWord} characters.";
        if (ask.Filters.Count > MostFilters || ask.Filters.Any(TooLong) || TooLong(ask.FfmpegVersion) || ask.Cores < 0 || ask.MemoryBytes < 0)
            return "What the worker says of its machine cannot be.";
        return null;

        static bool TooLong(string word) => word.Length is 0 or > LongestWord;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z")]
    private static partial Regex Name();
}
