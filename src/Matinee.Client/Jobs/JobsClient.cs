using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Matinee.Client.Http;

namespace Matinee.Client.Jobs;

/// <summary>Encodes: ordered, under way, and how they ended.</summary>
public sealed class JobsClient
{
    private readonly ApiTransport _transport;

    internal JobsClient(ApiTransport transport) => _transport = transport;

    /// <summary>
    /// Orders a job. Sent again after a broken connection it is still one job: every order carries an idempotency key.
    /// </summary>
    /// <param name="key">Of the caller's own, to be safe over its restarts too; null makes one.</param>
    /// <exception cref="MatineeException">422: a value is not acceptable, by its field in <see cref="MatineeException.Errors"/>. 409: another job of the video is under way.</exception>
    public async Task<EncodeJob> SubmitAsync(JobOrder order, string? key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        key ??= Guid.NewGuid().ToString("N");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var response = await _transport.SendAsync(() =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Post, "api/jobs") { Content = JsonContent.Create(order, JobsJson.Default.JobOrder) };
                    request.Headers.Add("Idempotency-Key", key);
                    return request;
                }, HttpCompletionOption.ResponseContentRead, cancellationToken);
                return await ApiTransport.ReadAsync(response, JobsJson.Default.EncodeJob, cancellationToken);
            }
            catch (Exception e) when (attempt < 5 && (EventStream.IsPassing(e) || e is MatineeException { Status: HttpStatusCode.Conflict, RetryAfter: not null }))
            {
                // A conflict with a time is our own first request, whose answer is not there yet.
                await Task.Delay(Backoff.After(attempt), _transport.Time, cancellationToken);
            }
        }
    }

    /// <summary>Newest first, fetched page by page; an administrator sees everybody's.</summary>
    public IAsyncEnumerable<EncodeJob> ListAsync(JobFilter? filter, CancellationToken cancellationToken) =>
        _transport.ListAsync(
            "api/jobs?limit=200" + Part("videoId", filter?.VideoId) + Part("state", filter?.State) + (filter?.Mine == true ? "&mine=true" : ""),
            JobsJson.Default.ListingEncodeJob, cancellationToken);

    /// <summary>One job with its tasks.</summary>
    public Task<EncodeJob> GetAsync(string id, CancellationToken cancellationToken) => _transport.GetAsync(PathOf(id), JobsJson.Default.EncodeJob, cancellationToken);

    /// <summary>Moves a job in the queue: <c>low</c>, <c>normal</c>, <c>high</c> or <c>critical</c>.</summary>
    public Task<EncodeJob> PrioritiseAsync(string id, string priority, CancellationToken cancellationToken) => _transport.SendAsync(
        HttpMethod.Patch, PathOf(id), new PriorityChange(priority), JobsJson.Default.PriorityChange, JobsJson.Default.EncodeJob, cancellationToken);

    public Task CancelAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Delete, PathOf(id), cancellationToken);

    /// <summary>Takes up a failed or cancelled job; what was done stays done.</summary>
    public Task RetryAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/retry", cancellationToken);

    /// <summary>Stops one task. A job that cannot be complete without it fails, and can be taken up again.</summary>
    public Task CancelTaskAsync(string id, string taskId, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Delete, TaskOf(id, taskId), cancellationToken);

    /// <summary>Tries one failed task again.</summary>
    public Task RetryTaskAsync(string id, string taskId, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, TaskOf(id, taskId) + "/retry", cancellationToken);

    /// <summary>Every try at a task, oldest first: by whom, and what came of it.</summary>
    public async Task<IReadOnlyList<TaskAttempt>> AttemptsAsync(string id, string taskId, CancellationToken cancellationToken) =>
        (await _transport.GetAsync(TaskOf(id, taskId) + "/attempts", JobsJson.Default.AttemptListing, cancellationToken)).Items;

    /// <summary>Writes the file of a completed simple job; a connection that breaks is taken up where it was.</summary>
    /// <returns>Bytes written.</returns>
    public Task<long> DownloadAsync(string id, Stream to, IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken) =>
        OutputDownload.RunAsync(_transport, PathOf(id) + "/output", to, progress, cancellationToken);

    /// <summary>
    /// What happens to one job, beginning with a <c>JobSnapshot</c>, until it has ended; or to all of the caller's when
    /// <paramref name="id"/> is null, until it is cancelled. A broken connection, or a server that starts anew, is taken up where
    /// it was: no stored event is missed, none is told twice.
    /// </summary>
    /// <param name="after">The id of the last event seen by an earlier watch; null begins now.</param>
    /// <exception cref="MatineeException">The server will not have it; 404 where there is no such job of the caller's.</exception>
    public async IAsyncEnumerable<JobEvent> WatchAsync(string? id, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = (id is null ? "api/jobs" : PathOf(id)) + "/events";
        var last = after;
        for (var failures = 0; ; failures++)
        {
            await using var events = _transport.EventsAsync(path, last, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await EventStream.NextAsync(events))
            {
                failures = 0;
                var item = events.Current;
                last = string.IsNullOrEmpty(item.EventId) ? last : item.EventId;
                if (item.EventType == "Listening")
                    continue;
                var happened = new JobEvent(item.EventType, last, item.Data);
                yield return happened;
                if (id is not null && (item.EventType is "JobCompleted" or "JobFailed" or "JobCancelled" || happened.ReadSnapshot()?.HasEnded == true))
                    yield break;
            }

            await Task.Delay(Backoff.After(failures), _transport.Time, cancellationToken);
        }
    }

    private static string Part(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string PathOf(string id) => $"api/jobs/{Uri.EscapeDataString(id)}";

    private static string TaskOf(string id, string taskId) => $"{PathOf(id)}/tasks/{Uri.EscapeDataString(taskId)}";
}
