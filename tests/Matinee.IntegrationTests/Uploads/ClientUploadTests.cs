using System.Net;
using System.Security.Cryptography;
using Matinee.App.Library;
using Matinee.Client;
using Matinee.Client.Http;
using Matinee.Client.Uploads;
using Matinee.Client.Videos;
using Matinee.IntegrationTests.Library;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Uploads;

public sealed class ClientUploadTests
{
    [Fact]
    public async Task A_file_is_sent_with_progress_and_the_same_hash_on_both_sides()
    {
        await using var host = await LibraryHost.StartAsync();
        var path = await FilmFileAsync(3_000_000);
        var progress = new LastReport();

        var uploaded = await new MatineeClient(host.As).Uploads.UploadAsync(new UploadOrder(path, "A film", "members"), null, progress, CancellationToken.None);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), uploaded.Sha256);
        Assert.Equal((3_000_000, 3_000_000), (progress.Last!.Sent, progress.Last.Total));
        var video = await new MatineeClient(host.As).Videos.GetAsync(uploaded.VideoId, CancellationToken.None);
        Assert.Equal(("A film", "members", "uploaded", uploaded.Sha256), (video.Title, video.Visibility, video.State, video.Source!.Sha256));
    }

    [Fact]
    public async Task The_same_command_goes_on_where_the_last_one_was_stopped()
    {
        await using var host = await LibraryHost.StartAsync();
        var path = await FilmFileAsync(20_000_000);
        var memory = new UploadMemory(Path.Combine(host.Folder, "uploads.json"));
        using var stop = new CancellationTokenSource();
        var client = new MatineeClient(host.As);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.Uploads.UploadAsync(new UploadOrder(path), memory, new StopAt(9_000_000, stop), stop.Token));

        var uploaded = await client.Uploads.UploadAsync(new UploadOrder(path), memory, null, CancellationToken.None);

        Assert.InRange(uploaded.ResumedAt, 8 * 1024 * 1024, 20_000_000);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), uploaded.Sha256);
        Assert.DoesNotContain(uploaded.VideoId, await File.ReadAllTextAsync(Path.Combine(host.Folder, "uploads.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_connections_and_failing_answers_are_tried_again()
    {
        await using var host = await LibraryHost.StartAsync();
        var path = await FilmFileAsync(12_000_000);
        using var http = new HttpClient(new Flaky(new SocketsHttpHandler(), failures: 3)) { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add(LibraryHost.UserHeader, $"{LibraryHost.Anna};member");

        var uploaded = await new MatineeClient(http).Uploads.UploadAsync(new UploadOrder(path), null, null, CancellationToken.None);

        Assert.Equal(VideoState.Uploaded, (await host.Videos.FindAsync(VideoId.From(uploaded.VideoId), CancellationToken.None))!.State);
    }

    [Fact]
    public async Task What_is_refused_is_told_at_once()
    {
        await using var host = await LibraryHost.StartAsync();
        var path = Path.ChangeExtension(await FilmFileAsync(1000), ".pdf");
        await File.WriteAllBytesAsync(path, new byte[100]);

        var refusal = await Assert.ThrowsAsync<MatineeException>(() => new MatineeClient(host.As).Uploads.UploadAsync(new UploadOrder(path), null, null, CancellationToken.None));

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task Videos_are_listed_changed_watched_and_deleted()
    {
        await using var host = await LibraryHost.StartAsync();
        var draft = await host.Videos.CreateDraftAsync(new VideoDraft(LibraryHost.Anna, "film"), CancellationToken.None);
        var videos = new MatineeClient(host.As).Videos;
        using var deadline = new CancellationTokenSource(Patient.Limit);
        await using var events = videos.WatchAsync(draft.Id.Value, deadline.Token).GetAsyncEnumerator(deadline.Token);

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("film", events.Current.Video.Title);
        await videos.UpdateAsync(draft.Id.Value, new Client.Videos.VideoChange(Title: "other"), deadline.Token);
        // What may have been missed is told again, so the old title may come twice.
        do
            Assert.True(await events.MoveNextAsync());
        while (events.Current.Video.Title == "film");
        Assert.Equal("other", events.Current.Video.Title);
        var listed = new List<string>();
        await foreach (var video in videos.ListAsync(new VideoFilter(Text: "oth", Mine: true), deadline.Token))
            listed.Add(video.Title);
        await videos.DeleteAsync(draft.Id.Value, deadline.Token);
        do
            Assert.True(await events.MoveNextAsync());
        while (events.Current.Type != "deleted" && events.Current.Video.Title == "other");

        Assert.Equal("deleted", events.Current.Type);
        Assert.False(await events.MoveNextAsync());
        Assert.Equal(["other"], listed);
    }

    private static async Task<string> FilmFileAsync(int length)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("matinee-film-").FullName, "a film.mp4");
        await File.WriteAllBytesAsync(path, TusRequests.Film(length));
        return path;
    }

    private sealed class LastReport : IProgress<UploadProgress>
    {
        public UploadProgress? Last { get; private set; }

        public void Report(UploadProgress value) => Last = value;
    }

    private sealed class StopAt(long bytes, CancellationTokenSource stop) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value)
        {
            if (value.Sent >= bytes)
                stop.Cancel();
        }
    }

    /// <summary>Every second chunk fails, before it is sent or after.</summary>
    private sealed class Flaky(HttpMessageHandler inner, int failures) : DelegatingHandler(inner)
    {
        private int _chunks;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Patch || ++_chunks > failures * 2 || _chunks % 2 == 0)
                return await base.SendAsync(request, cancellationToken);
            if (_chunks == 1)
                throw new HttpRequestException("The connection broke.");
            var answer = await base.SendAsync(request, cancellationToken);
            answer.Dispose();
            return new HttpResponseMessage(HttpStatusCode.BadGateway) { RequestMessage = request };
        }
    }
}
