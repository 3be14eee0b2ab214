using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Adapters.Remote;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.IntegrationTests.Library;
using Matinee.Testing.Time;
using Xunit;
using static Matinee.IntegrationTests.Uploads.TusRequests;

namespace Matinee.IntegrationTests.Uploads;

/// <summary>Files that go past the server into a bucket, by requests alone.</summary>
public abstract class DirectUploadConformance : IAsyncLifetime
{
    private readonly HttpClient _stranger = new();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected RemoteStore Bucket { get; private set; } = null!; // set before any test runs

    public async ValueTask InitializeAsync() => Bucket = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _stranger.Dispose();
        ((IDisposable)Bucket.Objects).Dispose();
        return ValueTask.CompletedTask;
    }

    protected abstract Task<RemoteStore> OpenAsync();

    [Fact]
    public async Task One_put_and_a_word_make_an_uploaded_video()
    {
        await using var host = await StartAsync();
        var film = Film(200_000);
        var ticket = await BeginAsync(host, new { filename = "film.mp4", contentType = "video/mp4", size = film.Length, sha256 = Sha256(film) });

        var put = await PutAsync(ticket, film);
        using var complete = await host.As.PostAsync(ticket.GetProperty("completeUrl").GetString(), null, Stop);

        Assert.True(ticket.GetProperty("direct").GetBoolean());
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.OK, complete.StatusCode);
        var video = await FindAsync(host, ticket);
        Assert.Equal((VideoState.Uploaded, film.Length, Sha256(film)), (video.State, video.Source!.Bytes, video.Source.Sha256));
        Assert.Equal("film.mp4", video.Source.FileName);
    }

    [Fact]
    public async Task With_no_further_call_the_look_finds_it()
    {
        await using var host = await StartAsync(("Uploads:LookInterval", "00:00:00.300"));
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = 50_000 });
        await PutAsync(ticket, Film(50_000));

        var video = await WaitAsync(host, ticket, VideoState.Uploaded);

        Assert.Equal(50_000, video.Source!.Bytes);
    }

    [Fact]
    public async Task The_url_of_a_file_that_arrived_replaces_nothing()
    {
        await using var host = await StartAsync();
        var film = Film(1000);
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = film.Length });
        await PutAsync(ticket, film);
        await host.As.PostAsync(ticket.GetProperty("completeUrl").GetString(), null, Stop);

        var again = await PutAsync(ticket, new byte[film.Length]);

        Assert.False(again.IsSuccessStatusCode);
        Assert.Equal(film, await ReadAsync((await FindAsync(host, ticket)).Source!.Key));
    }

    [Fact]
    public async Task What_is_not_there_yet_is_a_conflict_that_says_when_to_ask_again()
    {
        await using var host = await StartAsync();
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = 10 });

        using var early = await host.As.PostAsync(ticket.GetProperty("completeUrl").GetString(), null, Stop);
        using var foreign = await host.Other.PostAsync(ticket.GetProperty("completeUrl").GetString(), null, Stop);
        using var nobody = await host.Stranger.PostAsync(ticket.GetProperty("completeUrl").GetString(), null, Stop);

        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Equal(2000, (await early.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("retryAfterMs").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Fact]
    public async Task More_than_a_quota_leaves_is_refused_and_deleted()
    {
        await using var host = await StartAsync(("Uploads:QuotaBytes", "5000"));
        var ticket = await BeginAsync(host, new { filename = "film.mp4" });
        var put = await PutAsync(ticket, Film(5001));

        await RefusedAsync(host, ticket, HttpStatusCode.RequestEntityTooLarge, "too_large");

        Assert.True(put.IsSuccessStatusCode); // a size that was not promised cannot be signed
    }

    [Fact]
    public async Task Another_file_than_was_promised_is_refused_and_deleted()
    {
        await using var host = await StartAsync();
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = 3000, sha256 = Sha256(Film(3000)) });
        var other = Film(3000);
        other[2999] ^= 1;
        await PutAsync(ticket, other);

        await RefusedAsync(host, ticket, (HttpStatusCode)460, "checksum_mismatch");
    }

    [Fact]
    public async Task What_is_no_video_is_refused_and_deleted()
    {
        await using var host = await StartAsync();
        var ticket = await BeginAsync(host, new { filename = "film.mp4" });
        await PutAsync(ticket, [.. "%PDF-1.7"u8, .. new byte[3000]]);

        await RefusedAsync(host, ticket, HttpStatusCode.UnsupportedMediaType, "not_video");
    }

    [Fact]
    public async Task A_large_file_goes_in_parts_and_resumes()
    {
        await using var host = await StartAsync();
        var film = Film(12_000_000);
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = film.Length });
        var url = ticket.GetProperty("parts").GetProperty("url").GetString()!;
        var begun = await PostAsync(host, url, null);
        Assert.Equal((3, 5 * 1024 * 1024, 0), (begun.GetProperty("count").GetInt32(), begun.GetProperty("partBytes").GetInt32(), begun.GetProperty("done").GetArrayLength()));

        await SendPartAsync(host, url, film, 2);
        await SendPartAsync(host, url, film, 1);
        using (var early = await host.As.PostAsync(url + "/complete", null, Stop))
            Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        var resumed = await PostAsync(host, url, null);
        await SendPartAsync(host, url, film, 3);
        var done = await PostAsync(host, url + "/complete", new { sha256 = Sha256(film) });

        Assert.Equal([1, 2], resumed.GetProperty("done").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(("completed", film.Length, Sha256(film)), (done.GetProperty("state").GetString(), done.GetProperty("bytes").GetInt32(), done.GetProperty("sha256").GetString()));
        Assert.Equal(film, await ReadAsync((await FindAsync(host, ticket)).Source!.Key));
    }

    [Fact]
    public async Task Aborted_parts_are_forgotten_and_tus_takes_over()
    {
        await using var host = await StartAsync();
        var film = Film(12_000_000);
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = film.Length });
        var url = ticket.GetProperty("parts").GetProperty("url").GetString()!;
        await PostAsync(host, url, null);
        await SendPartAsync(host, url, film, 1);

        using var aborted = await host.As.DeleteAsync(url, Stop);
        using var patched = await host.As.SendAsync(Patch(ticket.GetProperty("tusUrl").GetString()!, 0, film), Stop);
        using var late = await host.As.PostAsync(url, null, Stop);

        Assert.Equal(HttpStatusCode.NoContent, aborted.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        var video = await FindAsync(host, ticket);
        Assert.Equal((VideoState.Uploaded, Sha256(film)), (video.State, video.Source!.Sha256));
        Assert.Equal(film, await ReadAsync(video.Source.Key));
    }

    [Fact]
    public async Task Only_numbers_of_the_upload_are_signed_and_only_for_its_owner()
    {
        await using var host = await StartAsync();
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = 12_000_000 });
        var url = ticket.GetProperty("parts").GetProperty("url").GetString()!;
        using var unbegun = await host.As.PostAsJsonAsync(url + "/sign", new { numbers = (int[])[1] }, Stop);
        await PostAsync(host, url, null);

        using var beyond = await host.As.PostAsJsonAsync(url + "/sign", new { numbers = (int[])[4] }, Stop);
        using var none = await host.As.PostAsJsonAsync(url + "/sign", new { numbers = (int[])[] }, Stop);
        using var foreign = await host.Other.PostAsJsonAsync(url + "/sign", new { numbers = (int[])[1] }, Stop);
        using var report = await host.As.PutAsJsonAsync(url + "/9", new { etag = "x" }, Stop);

        Assert.Equal(
            [HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity],
            [unbegun.StatusCode, beyond.StatusCode, none.StatusCode, foreign.StatusCode, report.StatusCode]);
    }

    protected static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>A look that never comes unless a test wants it, and parts of the smallest size.</summary>
    private protected Task<LibraryHost> StartHostAsync(params (string Key, string Value)[] settings) => LibraryHost.StartAsync(bucket: Bucket, settings:
        [
            .. settings.Any(s => s.Key == "Uploads:LookInterval") ? [] : ((string, string)[])[("Uploads:LookInterval", "00:10:00")],
            ("Uploads:PartsOverBytes", "5242880"), ("Uploads:PartBytes", "5242880"), .. settings,
        ]);

    protected async Task<HttpResponseMessage> PutAsync(JsonElement ticket, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, ticket.GetProperty("uploadUrl").GetString()) { Content = new ByteArrayContent(bytes) };
        foreach (var header in ticket.GetProperty("headers").EnumerateObject())
        {
            if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
                request.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        return await _stranger.SendAsync(request, Stop);
    }

    private protected static async Task<JsonElement> BeginAsync(LibraryHost host, object body)
    {
        using var begun = await host.As.PostAsJsonAsync("/api/videos/upload", body, Stop);
        Assert.True(begun.StatusCode == HttpStatusCode.Created, await begun.Content.ReadAsStringAsync(Stop));
        return await begun.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    private protected static async Task<Video> FindAsync(LibraryHost host, JsonElement ticket) =>
        (await host.Videos.FindAsync(VideoId.From(ticket.GetProperty("videoId").GetString()!), Stop))!;

    private protected static async Task<Video> WaitAsync(LibraryHost host, JsonElement ticket, VideoState state)
    {
        var video = await FindAsync(host, ticket);
        await Patient.UntilAsync(async () => (video = await FindAsync(host, ticket)).State == state, Stop, $"{video.Id} is {state}");
        return video;
    }

    private Task<LibraryHost> StartAsync(params (string Key, string Value)[] settings) => StartHostAsync(settings);

    private async Task RefusedAsync(LibraryHost host, JsonElement ticket, HttpStatusCode status, string code)
    {
        using var complete = await host.As.PostAsync(ticket.GetProperty("completeUrl").GetString(), null, Stop);

        Assert.Equal(status, complete.StatusCode);
        var video = await FindAsync(host, ticket);
        Assert.Equal((VideoState.Failed, code), (video.State, video.Failure!.Code));
        await foreach (var left in Bucket.Objects.ListAsync("sources", Stop))
            Assert.Fail($"{left.Key} is still there.");
        using var again = await host.As.PostAsync(ticket.GetProperty("completeUrl").GetString(), null, Stop);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    private async Task SendPartAsync(LibraryHost host, string url, byte[] film, int number)
    {
        var signed = (await PostAsync(host, url + "/sign", new { numbers = (int[])[number] })).GetProperty("parts")[0];
        var bytes = film.AsSpan((number - 1) * 5 * 1024 * 1024)[..signed.GetProperty("bytes").GetInt32()].ToArray();
        using var put = await _stranger.PutAsync(signed.GetProperty("url").GetString(), new ByteArrayContent(bytes), Stop);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Stop));
        using var reported = await host.As.PutAsJsonAsync($"{url}/{number.ToString(CultureInfo.InvariantCulture)}", new { etag = put.Headers.ETag?.ToString() }, Stop);
        Assert.Equal(HttpStatusCode.NoContent, reported.StatusCode);
    }

    private static async Task<JsonElement> PostAsync(LibraryHost host, string url, object? body)
    {
        using var answer = body is null ? await host.As.PostAsync(url, null, Stop) : await host.As.PostAsJsonAsync(url, body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    private async Task<byte[]> ReadAsync(ObjectKey key)
    {
        await using var stream = await Bucket.Objects.OpenReadAsync(key, Stop);
        using var bytes = new MemoryStream();
        await stream!.CopyToAsync(bytes, Stop);
        return bytes.ToArray();
    }
}
