using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.App.Library;
using Matinee.IntegrationTests.Library;
using Matinee.Testing.Time;
using Xunit;
using static Matinee.IntegrationTests.Uploads.TusRequests;

namespace Matinee.IntegrationTests.Uploads;

public sealed class PresignedUploadTests
{
    [Fact]
    public async Task One_call_and_one_put_make_an_uploaded_video()
    {
        await using var host = await LibraryHost.StartAsync();
        var film = Film(200_000);
        using var begun = await host.As.PostAsJsonAsync("/api/videos/upload", new { filename = "film.mp4", contentType = "video/mp4", size = film.Length, title = "A film" });
        var ticket = await begun.Content.ReadFromJsonAsync<JsonElement>();

        using var put = await host.Stranger.PutAsync(ticket.GetProperty("uploadUrl").GetString(), new ByteArrayContent(film));

        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        Assert.Equal("PUT", ticket.GetProperty("method").GetString());
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(film)), put.Header("Matinee-Sha256"));
        var video = await host.Videos.FindAsync(VideoId.From(ticket.GetProperty("videoId").GetString()!), CancellationToken.None);
        Assert.Equal((VideoState.Uploaded, "A film"), (video!.State, video.Title));
    }

    [Fact]
    public async Task A_used_another_a_changed_or_an_expired_url_opens_nothing()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var host = await LibraryHost.StartAsync(time: time);
        var (first, _) = await BeginAsync(host, 100);
        var (second, _) = await BeginAsync(host, 100);
        var token = second[(second.IndexOf("token=", StringComparison.Ordinal) + 6)..];
        using var used = await host.Stranger.PutAsync(first, new ByteArrayContent(Film(100)));
        Assert.Equal(HttpStatusCode.NoContent, used.StatusCode);

        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(first));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(first[..first.IndexOf('=', StringComparison.Ordinal)] + "=" + token));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(second[..^3] + "AAA"));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(second[..second.IndexOf('?', StringComparison.Ordinal)]));
        using (var get = await host.Stranger.GetAsync(second))
            Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(second));

        async Task<HttpStatusCode> PutAsync(string url)
        {
            using var answer = await host.Stranger.PutAsync(url, new ByteArrayContent(Film(100)));
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData(200, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(200, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(50, false, HttpStatusCode.BadRequest)]
    [InlineData(50, true, HttpStatusCode.BadRequest)]
    public async Task A_body_of_another_size_than_promised_is_refused_and_may_be_sent_right(int length, bool chunked, HttpStatusCode expected)
    {
        await using var host = await LibraryHost.StartAsync();
        var (url, video) = await BeginAsync(host, 100);

        using (var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(Film(length)) })
        {
            request.Headers.TransferEncodingChunked = chunked;
            using var wrong = await host.Stranger.SendAsync(request);
            Assert.Equal(expected, wrong.StatusCode);
        }

        Assert.Equal(VideoState.Uploading, (await host.Videos.FindAsync(video, CancellationToken.None))!.State);
        using var right = await host.Stranger.PutAsync(url, new ByteArrayContent(Film(100)));
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
    }

    [Fact]
    public async Task Without_a_promised_size_the_end_of_the_body_is_the_end_of_the_file()
    {
        await using var host = await LibraryHost.StartAsync();
        var (url, video) = await BeginAsync(host, size: null);

        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(Film(777)) };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await host.Stranger.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(777, (await host.Videos.FindAsync(video, CancellationToken.None))!.Source!.Bytes);
    }

    [Theory]
    [InlineData("""{"filename": "a.mp4", "size": 0}""", 422)]
    [InlineData("""{"filename": "a.mp4", "size": -1}""", 400)]
    [InlineData("""{"filename": "a.mp4", "size": 300000000000000}""", 413)]
    [InlineData("""{"filename": "a.pdf"}""", 415)]
    [InlineData("""{"filename": "a", "contentType": "image/png"}""", 415)]
    [InlineData("""{"filename": " "}""", 422)]
    [InlineData("""{"filename": "a.mp4", "sha256": "12"}""", 422)]
    [InlineData("""{"filename": """, 400)]
    [InlineData("""{"filename": "a.mp4", "visibility": 3}""", 400)]
    public async Task What_cannot_become_a_video_is_refused_before_a_byte_is_sent(string body, int status)
    {
        await using var host = await LibraryHost.StartAsync();

        using var answer = await host.As.PostAsync("/api/videos/upload", new StringContent(body, null, "application/json"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, (await host.Videos.UsageAsync(LibraryHost.Anna, CancellationToken.None)).Videos);
    }

    [Fact]
    public async Task Strangers_may_not_begin()
    {
        await using var host = await LibraryHost.StartAsync();

        using var answer = await host.Stranger.PostAsJsonAsync("/api/videos/upload", new { filename = "a.mp4" });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task<(string Url, VideoId Video)> BeginAsync(LibraryHost host, long? size)
    {
        using var begun = await host.As.PostAsJsonAsync("/api/videos/upload", new { filename = "film.mp4", size });
        var ticket = await begun.Content.ReadFromJsonAsync<JsonElement>();
        return (ticket.GetProperty("uploadUrl").GetString()!, VideoId.From(ticket.GetProperty("videoId").GetString()!));
    }
}
