using System.Net;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What <see cref="IDirectTransfers"/> promises, by a stranger with nothing but HTTP.</summary>
public abstract class DirectTransfersConformance : IAsyncLifetime
{
    protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly HttpClient _stranger = new();
    private RemoteStore _store = null!; // set before any test runs

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected IDirectTransfers Direct => _store.Transfers;

    protected IObjectStore Objects => _store.Objects;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _stranger.Dispose();
        ((IDisposable)Objects).Dispose();
        return ValueTask.CompletedTask;
    }

    protected abstract Task<RemoteStore> OpenAsync();

    [Fact]
    public async Task What_a_stranger_puts_is_in_the_store()
    {
        var bytes = Bytes(100_000);

        var answer = await PutAsync(Direct.Upload(Key("in"), "video/mp4", bytes.Length, Hour), bytes);

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(bytes, await ReadAsync("in"));
    }

    [Fact]
    public async Task A_put_without_a_promised_length_is_taken_too()
    {
        var answer = await PutAsync(Direct.Upload(Key("any"), "video/mp4", null, Hour), Bytes(1000));

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_download_gives_the_whole_and_ranges()
    {
        var bytes = Bytes(50_000);
        await Objects.PutAsync(Key("out"), new MemoryStream(bytes), Stop);
        var url = Direct.Download(Key("out"), Hour, "video/mp4");

        var whole = await _stranger.GetAsync(url, Stop);
        using var part = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new(1000, 1999) } };
        var piece = await _stranger.SendAsync(part, Stop);

        Assert.Equal(bytes, await whole.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal("video/mp4", whole.Content.Headers.ContentType?.ToString());
        Assert.Equal(HttpStatusCode.PartialContent, piece.StatusCode);
        Assert.Equal(bytes[1000..2000], await piece.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task An_upload_url_cannot_be_used_a_second_time()
    {
        var url = Direct.Upload(Key("once"), "video/mp4", 10, Hour);
        await PutAsync(url, Bytes(10));

        var again = await PutAsync(url, Bytes(10, seed: 2));

        Assert.Contains(again.StatusCode, (HttpStatusCode[])[HttpStatusCode.PreconditionFailed, HttpStatusCode.Forbidden, HttpStatusCode.Conflict]);
        Assert.Equal(Bytes(10), await ReadAsync("once"));
    }

    [Fact]
    public async Task A_url_opens_no_other_key()
    {
        await Objects.PutAsync(Key("secret"), new MemoryStream(Bytes(10)), Stop);
        var upload = Direct.Upload(Key("mine"), "video/mp4", 10, Hour);
        var download = Direct.Download(Key("mine"), Hour);

        var put = await PutAsync(upload with { Url = Elsewhere(upload.Url) }, Bytes(10));
        var got = await _stranger.GetAsync(Elsewhere(download), Stop);

        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, got.StatusCode);

        static Uri Elsewhere(Uri url) => new(url.AbsoluteUri.Replace("/mine?", "/secret?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_url_opens_no_other_verb()
    {
        await Objects.PutAsync(Key("verb"), new MemoryStream(Bytes(10)), Stop);
        var upload = Direct.Upload(Key("verb"), "video/mp4", 10, Hour);
        var download = Direct.Download(Key("verb"), Hour);

        var read = await _stranger.GetAsync(upload.Url, Stop);
        var deleted = await _stranger.DeleteAsync(upload.Url, Stop);
        var deletedByReader = await _stranger.DeleteAsync(download, Stop);
        var written = await PutAsync(upload with { Url = download }, Bytes(10, seed: 2));

        Assert.All([read, deleted, deletedByReader, written], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.Equal(Bytes(10), await ReadAsync("verb"));
    }

    [Fact]
    public async Task An_expired_url_opens_nothing()
    {
        await Objects.PutAsync(Key("late"), new MemoryStream(Bytes(10)), Stop);
        var upload = Direct.Upload(Key("late2"), "video/mp4", 10, TimeSpan.FromSeconds(1));
        var download = Direct.Download(Key("late"), TimeSpan.FromSeconds(1));
        await Task.Delay(TimeSpan.FromSeconds(2.5), Stop);

        Assert.Equal(HttpStatusCode.Forbidden, (await PutAsync(upload, Bytes(10))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _stranger.GetAsync(download, Stop)).StatusCode);
    }

    [Fact]
    public async Task An_object_is_made_of_its_parts_in_order()
    {
        var (first, second) = (Bytes(5 * 1024 * 1024), Bytes(70_000, seed: 2));
        var id = await Direct.BeginPartsAsync(Key("parts"), "video/mp4", Stop);

        var two = await PartAsync("parts", id, 2, second);
        await PartAsync("parts", id, 1, Bytes(5 * 1024 * 1024, seed: 9));
        var one = await PartAsync("parts", id, 1, first); // sent again, it replaces
        Assert.Null(await Objects.HeadAsync(Key("parts"), Stop));
        await Direct.CompletePartsAsync(Key("parts"), id, [one, two], Stop);
        await Direct.CompletePartsAsync(Key("parts"), id, [one, two], Stop);

        byte[] whole = [.. first, .. second];
        Assert.Equal(whole, await ReadAsync("parts"));
    }

    [Fact]
    public async Task Aborted_parts_are_no_object_and_cannot_become_one()
    {
        var id = await Direct.BeginPartsAsync(Key("aborted"), "video/mp4", Stop);
        await PartAsync("aborted", id, 1, Bytes(1000));

        await Direct.AbortPartsAsync(Key("aborted"), id, Stop);
        await Direct.AbortPartsAsync(Key("aborted"), id, Stop);

        Assert.Null(await Objects.HeadAsync(Key("aborted"), Stop));
        await Assert.ThrowsAnyAsync<IOException>(() => Direct.CompletePartsAsync(Key("aborted"), id, [new UploadedPart(1, "\"0123456789abcdef0123456789abcdef\"")], Stop));
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_may_put_and_read_the_etag()
    {
        await _store.Administration.AllowOriginsAsync(["https://films.example.org"], Stop);
        var url = Direct.Upload(Key("cors"), "video/mp4", null, Hour).Url;

        var allowed = await PreflightAsync(url, "https://films.example.org");
        var other = await PreflightAsync(url, "https://evil.example.org");

        Assert.Contains("PUT", string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private async Task<UploadedPart> PartAsync(string key, string id, int number, byte[] bytes)
    {
        var answer = await PutAsync(Direct.UploadPart(Key(key), id, number, Hour, bytes.Length), bytes);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return new UploadedPart(number, answer.Headers.ETag?.ToString() ?? "");
    }

    protected async Task<HttpResponseMessage> PutAsync(DirectUpload upload, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, upload.Url) { Content = new ByteArrayContent(bytes) };
        foreach (var (name, value) in upload.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return await _stranger.SendAsync(request, Stop);
    }

    private async Task<HttpResponseMessage> PreflightAsync(Uri url, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, url);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "PUT");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,if-none-match");
        return await _stranger.SendAsync(request, Stop);
    }

    protected async Task<byte[]?> ReadAsync(string key)
    {
        await using var stream = await Objects.OpenReadAsync(Key(key), Stop);
        if (stream is null)
            return null;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Stop);
        return bytes.ToArray();
    }

    protected static ObjectKey Key(string name) => new("direct/" + name);

    protected static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
