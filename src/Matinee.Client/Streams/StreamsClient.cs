using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Matinee.Client.Http;

namespace Matinee.Client.Streams;

/// <summary>Streams: made by one call, fed by pushing segments, played by any HLS player.</summary>
public sealed class StreamsClient
{
    private readonly ApiTransport _transport;

    internal StreamsClient(ApiTransport transport) => _transport = transport;

    /// <summary>The newest first, fetched page by page: the caller's own and public ones; an administrator's are all.</summary>
    /// <param name="text">Words of the title.</param>
    public async IAsyncEnumerable<Broadcast> ListAsync(string? text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = "hls/streams?limit=100" + (text is null ? "" : "&q=" + Uri.EscapeDataString(text));
        for (var next = path; ;)
        {
            var page = await _transport.GetAsync(next, BroadcastJson.Default.BroadcastPage, cancellationToken);
            foreach (var stream in page.Streams)
                yield return stream;
            if (page.NextCursor is not { } cursor)
                yield break;
            next = $"{path}&cursor={Uri.EscapeDataString(cursor)}";
        }
    }

    /// <exception cref="MatineeException">404: there is none, or it is not the caller's to see.</exception>
    public Task<Broadcast> GetAsync(string id, CancellationToken cancellationToken) => _transport.GetAsync(PathOf(id), BroadcastJson.Default.Broadcast, cancellationToken);

    /// <param name="idempotencyKey">The same key makes the same stream, however often it is sent and whichever node answers; null: each call makes one.</param>
    public async Task<Broadcast> CreateAsync(BroadcastOrder order, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "hls/streams") { Content = JsonContent.Create(order, BroadcastJson.Default.BroadcastOrder) };
            if (idempotencyKey is not null)
                request.Headers.Add("Idempotency-Key", idempotencyKey);
            return request;
        }, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ApiTransport.ReadAsync(response, BroadcastJson.Default.Broadcast, cancellationToken);
    }

    public Task<Broadcast> UpdateAsync(string id, BroadcastOrder change, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Patch, PathOf(id), change, BroadcastJson.Default.BroadcastOrder, BroadcastJson.Default.Broadcast, cancellationToken);

    /// <summary>With everything that was pushed.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Delete, PathOf(id), cancellationToken);

    /// <summary>Lets a stream that is over go on.</summary>
    /// <param name="restart">Also one that runs: its publisher counts from the beginning again.</param>
    public Task<Broadcast> StartAsync(string id, bool restart, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/start" + (restart ? "?restart=true" : ""), BroadcastJson.Default.Broadcast, cancellationToken);

    /// <summary>Its playlists end, and nothing more is taken.</summary>
    public Task<Broadcast> StopAsync(string id, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/stop", BroadcastJson.Default.Broadcast, cancellationToken);

    /// <summary>The publisher's key, or with an order that says so a new one.</summary>
    public Task<BroadcastKey> KeyAsync(string id, BroadcastKeyOrder order, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/key", order, BroadcastJson.Default.BroadcastKeyOrder, BroadcastJson.Default.BroadcastKey, cancellationToken);

    public Task<BroadcastStats> StatsAsync(string id, CancellationToken cancellationToken) =>
        _transport.GetAsync(PathOf(id) + "/stats", BroadcastJson.Default.BroadcastStats, cancellationToken);

    /// <summary>
    /// Pushes one segment of fragmented MP4 or of a transport stream, or an init segment by itself. Sent again after a broken
    /// connection it is a duplicate, and no error.
    /// </summary>
    /// <exception cref="MatineeException">409: playlists have passed its number, or the stream is over; 422: no player could play it. The message says what to do.</exception>
    public async Task<PushedSegmentAnswer> PushAsync(string id, PushOrder order, ReadOnlyMemory<byte> segment, CancellationToken cancellationToken)
    {
        using var response = await _transport.SendAsync(() =>
        {
            var content = new ReadOnlyMemoryContent(segment);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            return new HttpRequestMessage(HttpMethod.Post, PathOf(id) + "/ingest?" + QueryOf(order)) { Content = content };
        }, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ApiTransport.ReadAsync(response, BroadcastJson.Default.PushedSegmentAnswer, cancellationToken);
    }

    private static string PathOf(string id) => "hls/streams/" + Uri.EscapeDataString(id);

    private static string QueryOf(PushOrder order) =>
        string.Create(CultureInfo.InvariantCulture, $"variant_id={Uri.EscapeDataString(order.Variant)}")
        + (order.SequenceNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $"&sequence_num={number}") : "")
        + (order.Seconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"&duration={seconds}") : "")
        + (order.ProgramTime is { } time ? "&program_date_time=" + Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)) : "")
        + (order.Discontinuity ? "&discontinuity=true" : "");
}
