using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>Somebody who makes streams and pushes to them, over HTTP as any program would.</summary>
internal sealed class StreamCaller(HttpClient client) : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Uri Address => client.BaseAddress!; // a test's client has one

    public static async Task<StreamCaller> AdministratorAsync(MatineeProcess server) => new(await server.CreateAdminClientAsync(Stop));

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await ReadAsync(request);
    }

    /// <summary>Sent again under the same key while nobody leads, as the answer says.</summary>
    public async Task<string> CreateAsync(object stream)
    {
        var key = Guid.NewGuid().ToString();
        var (status, body) = await UntilAvailableAsync(HttpMethod.Post, "/hls/streams", stream, key);
        Assert.True(status == HttpStatusCode.Created, body.ToString());
        return body.GetProperty("id").GetString()!; // the contract
    }

    /// <summary>The first answer that is not 503.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> UntilAvailableAsync(HttpMethod method, string path, object? body = null, string? idempotencyKey = null)
    {
        (HttpStatusCode Status, JsonElement Body) answer = default;
        await Patient.UntilAsync(async () =>
        {
            answer = await SendAsync(method, path, body, idempotencyKey);
            return answer.Status != HttpStatusCode.ServiceUnavailable;
        }, Stop, $"{method} {path} is not answered with 503");
        return answer;
    }

    /// <summary>Raw bytes, with the rest in the query.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> PushAsync(string stream, byte[] bytes, string query, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hls/streams/{stream}/ingest?{query}") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("video/mp4");
        if (key is not null)
            request.Headers.Add("X-Stream-Key", key);
        return await ReadAsync(request);
    }

    public async Task PushAllAsync(string stream, PushedFilm film, string variant, int from = 0)
    {
        if (film.Init is { } init)
            Assert.Equal(HttpStatusCode.Created, (await PushAsync(stream, init, $"variant_id={variant}")).Status);
        for (var i = 0; i < film.Segments.Count; i++)
        {
            var (status, body) = await PushAsync(stream, film.Segments[i], $"variant_id={variant}&sequence_num={from + i}&duration={PushedFilm.Seconds}");
            Assert.True(status == HttpStatusCode.Created, body.ToString());
        }
    }

    public Task<string> TextAsync(string path) => client.GetStringAsync(path, Stop);

    /// <summary>Empty while the node has not heard of it, or of anything yet.</summary>
    public async Task<string> ShownAsync(string path)
    {
        using var response = await client.GetAsync(path, Stop);
        return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable ? "" : await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Stop);
    }

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await client.GetAsync(path, Stop);
        return response.StatusCode;
    }

    public void Dispose() => client.Dispose();

    private async Task<(HttpStatusCode Status, JsonElement Body)> ReadAsync(HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }
}
