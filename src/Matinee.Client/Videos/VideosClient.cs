using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Matinee.Client.Http;

namespace Matinee.Client.Videos;

/// <summary>The library.</summary>
public sealed class VideosClient
{
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    private readonly ApiTransport _transport;

    internal VideosClient(ApiTransport transport) => _transport = transport;

    /// <summary>All that match, fetched page by page.</summary>
    public IAsyncEnumerable<Video> ListAsync(VideoFilter? filter, CancellationToken cancellationToken) =>
        _transport.ListAsync($"api/videos?{Query(filter ?? new())}", VideosJson.Default.ListingVideo, cancellationToken);

    /// <exception cref="MatineeException">404: there is none, or it is not for the caller.</exception>
    public Task<Video> GetAsync(string id, CancellationToken cancellationToken) =>
        _transport.GetAsync(PathOf(id), VideosJson.Default.Video, cancellationToken);

    public Task<Video> UpdateAsync(string id, VideoChange change, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Patch, PathOf(id), change, VideosJson.Default.VideoChange, VideosJson.Default.Video, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Delete, PathOf(id), cancellationToken);

    /// <summary>Encodes anew. What plays goes on playing until the new encode is complete.</summary>
    /// <returns>The id of the job.</returns>
    public async Task<string> ProcessAsync(string id, CancellationToken cancellationToken) =>
        (await _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/process", VideosJson.Default.ProcessAnswer, cancellationToken)).JobId;

    /// <summary>
    /// What happens to a video, beginning with how it is now. Ends after <c>deleted</c>; a lost connection is made again.
    /// </summary>
    public async IAsyncEnumerable<VideoEvent> WatchAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var events = _transport.EventsAsync(PathOf(id) + "/events", lastEventId: null, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await EventStream.NextAsync(events))
            {
                if (JsonSerializer.Deserialize(events.Current.Data, VideosJson.Default.VideoEvent) is not { } happened)
                    continue;
                yield return happened;
                if (happened.Type == "deleted")
                    yield break;
            }

            await Task.Delay(ReconnectAfter, _transport.Time, cancellationToken);
        }
    }

    private static string PathOf(string id) => "api/videos/" + Uri.EscapeDataString(id);

    private static string Query(VideoFilter filter)
    {
        var query = new StringBuilder("limit=100");
        foreach (var (name, value) in new[] { ("q", filter.Text), ("sort", filter.Sort), ("visibility", filter.Visibility), ("state", filter.State) })
        {
            if (value is not null)
                query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        if (filter.Mine)
            query.Append("&mine=true");
        if (filter.All)
            query.Append("&all=true");
        return query.ToString();
    }
}
