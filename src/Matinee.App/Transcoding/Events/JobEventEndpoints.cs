using System.Runtime.CompilerServices;
using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Transcoding.Events;

/// <summary>
/// Events over HTTP. Any node serves any listener: the id of an event is its place in the rows, so a listener that comes back
/// with <c>Last-Event-ID</c> is given all that it missed; or, when that is not remembered any more, begins with a snapshot.
/// </summary>
internal static class JobEventEndpoints
{
    public static void Map(IEndpointRouteBuilder jobs)
    {
        jobs.MapGet("/events", WatchAll).WithSummary("Server-sent events of your jobs; an administrator hears everybody's and of the workers, unless ?mine=true. Resumes after Last-Event-ID.");
        jobs.MapGet("/{id}/events", WatchOneAsync).WithSummary("Server-sent events of one job; resumes after Last-Event-ID.");
    }

    private static ServerSentEvents WatchAll(
        HttpRequest request, JobEventStore store, JobEventFeed feed, TimeProvider time, ClaimsPrincipal user, bool? mine)
    {
        var scope = user.IsAdmin() && mine != true ? EventScope.All : EventScope.Of(user.UserId());
        return ServerSentEvents.Of(ShowAsync(LastId(request), scope, store, feed, BeginAsync, CancellationToken.None));

        Task<ServerSentEvent> BeginAsync(EventPosition from, CancellationToken cancellationToken) =>
            Task.FromResult(ServerSentEvent.Json("Listening", new ListeningEvent(time.GetUtcNow()), EventJson.Default.ListeningEvent, from.ToString()));
    }

    private static async Task<Results<ServerSentEvents, ProblemHttpResult>> WatchOneAsync(
        JobId id, HttpRequest request, JobStore jobs, JobEventStore store, JobEventFeed feed, TimeProvider time, ClaimsPrincipal user)
    {
        if (await JobAccess.FindAsync(jobs, id, user, request.HttpContext.RequestAborted) is not { } job)
            return JobAccess.NoSuchJob();
        return ServerSentEvents.Of(ShowAsync(LastId(request), EventScope.Of(id), store, feed, BeginAsync, CancellationToken.None));

        async Task<ServerSentEvent> BeginAsync(EventPosition from, CancellationToken cancellationToken)
        {
            var now = await jobs.FindAsync(id, cancellationToken) ?? job;
            var shape = JobView.Of(now, await jobs.TasksAsync(id, cancellationToken), time.GetUtcNow());
            return ServerSentEvent.Json("JobSnapshot", shape, JobJson.Default.JobJsonShape, from.ToString());
        }
    }

    /// <param name="begin">Made after the place was noted from which events follow: nothing can fall between the two.</param>
    private static async IAsyncEnumerable<ServerSentEvent> ShowAsync(
        string? lastId, EventScope scope, JobEventStore store, JobEventFeed feed,
        Func<EventPosition, CancellationToken, Task<ServerSentEvent>> begin, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!EventPosition.TryParse(lastId, out var from) || !await store.RemembersAsync(from, cancellationToken))
        {
            from = await store.HeadAsync(cancellationToken);
            yield return await begin(from, cancellationToken);
        }

        await foreach (var happened in feed.ReadAsync(from, scope, cancellationToken))
            yield return new ServerSentEvent(happened.Name, happened.Json, happened.Position?.ToString());
    }

    private static string? LastId(HttpRequest request) =>
        request.Headers["Last-Event-ID"] is [{ Length: > 0 } id, ..] ? id : request.Query["lastEventId"] is [{ Length: > 0 } asked, ..] ? asked : null;
}
