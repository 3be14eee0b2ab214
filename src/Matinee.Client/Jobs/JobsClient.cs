using System.Runtime.CompilerServices;
using Matinee.Client.Http;

namespace Matinee.Client.Jobs;

/// <summary>Encodes: what is under way, and how it ended.</summary>
public sealed class JobsClient
{
    /// <summary>Between two connections of an event stream; the server's own restart takes about this long.</summary>
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);

    private readonly ApiTransport _transport;

    internal JobsClient(ApiTransport transport) => _transport = transport;

    /// <summary>The caller's jobs, newest first, fetched page by page; an administrator sees everybody's.</summary>
    public IAsyncEnumerable<EncodeJob> ListAsync(string? videoId, CancellationToken cancellationToken) =>
        _transport.ListAsync(
            "api/jobs?limit=200" + (videoId is null ? "" : "&videoId=" + Uri.EscapeDataString(videoId)), JobsJson.Default.ListingEncodeJob, cancellationToken);

    /// <summary>One job with its tasks.</summary>
    public Task<EncodeJob> GetAsync(string id, CancellationToken cancellationToken) => _transport.GetAsync(PathOf(id), JobsJson.Default.EncodeJob, cancellationToken);

    public Task CancelAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Delete, PathOf(id), cancellationToken);

    /// <summary>Takes up a failed or cancelled job; what was done stays done.</summary>
    public Task RetryAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/retry", cancellationToken);

    /// <summary>Tries one failed task again.</summary>
    public Task RetryTaskAsync(string id, string taskId, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, $"{PathOf(id)}/tasks/{Uri.EscapeDataString(taskId)}/retry", cancellationToken);

    /// <summary>What happens to a job from now on; ends with the job. A broken connection is taken up where it was.</summary>
    public async IAsyncEnumerable<JobEvent> WatchAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        while (true)
        {
            await using var events = _transport.EventsAsync(PathOf(id) + "/events", last, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await EventStream.NextAsync(events))
            {
                var item = events.Current;
                last = string.IsNullOrEmpty(item.EventId) ? last : item.EventId;
                yield return new(item.EventType, last, item.Data);
                if (item.EventType is "JobCompleted" or "JobFailed" or "JobCancelled")
                    yield break;
            }

            if ((await GetAsync(id, cancellationToken)).HasEnded)
                yield break;
            await Task.Delay(Reconnect, _transport.Time, cancellationToken);
        }
    }

    private static string PathOf(string id) => $"api/jobs/{Uri.EscapeDataString(id)}";
}
