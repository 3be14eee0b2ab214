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
    public async IAsyncEnumerable<Video> ListAsync(VideoFilter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await _transport.GetAsync($"api/videos?{Query(filter ?? new(), cursor)}", VideosJson.Default.ListingVideo, cancellationToken);
            foreach (var video in page.Items)
                yield return video;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

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
            while (await NextAsync(events))
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

    private static async Task<bool> NextAsync<T>(IAsyncEnumerator<T> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or MatineeException { Status: >= System.Net.HttpStatusCode.InternalServerError })
        {
            return false;
        }
    }

    private static string PathOf(string id) => "api/videos/" + Uri.EscapeDataString(id);

    private static string Query(VideoFilter filter, string? cursor)
    {
        var query = new StringBuilder("limit=100");
        foreach (var (name, value) in new[] { ("q", filter.Text), ("sort", filter.Sort), ("visibility", filter.Visibility), ("state", filter.State), ("cursor", cursor) })
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
