using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Matinee.App.Library;
using Matinee.App.Uploads;
using Matinee.IntegrationTests.Library;
using Matinee.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Matinee.IntegrationTests.Uploads.TusRequests;

namespace Matinee.IntegrationTests.Uploads;

/// <summary>What is left after cuts and kills: every acknowledged byte, and none that was not sent.</summary>
public sealed class ResumeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_transfer_cut_at_random_bytes_resumes_to_the_same_hash(int seed)
    {
        await using var host = await LibraryHost.StartAsync(settings: [("Uploads:CheckpointBytes", "65536")]);
        var random = new Random(seed);
        var film = Film(2_000_000, seed);
        var url = await host.As.BeginAsync(film.Length);
        var furthest = 0L;

        for (var cut = 0; cut < 25; cut++)
        {
            var offset = await host.As.OffsetAsync(url);
            var sent = random.Next(1, Math.Max(2, (film.Length - (int)offset) / 3));
            // What was sent before a look may be read after it: a server that is late takes an earlier cut, from the same offset, afterwards.
            furthest = Math.Max(furthest, offset + sent);
            await SendAndCutAsync(host, url, film, (int)offset, sent);
            var after = await host.As.OffsetAsync(url);
            Assert.InRange(after, offset, furthest);
        }

        // The server may still be reading what was cut, and then ends what comes meanwhile; whoever sends goes on from where it stands.
        var sha256 = "";
        await Patient.UntilAsync(async () =>
        {
            var rest = (int)await host.As.OffsetAsync(url);
            using var last = await host.As.SendAsync(Patch(url, rest, film[rest..]));
            sha256 = last.Headers.TryGetValues("Matinee-Sha256", out var values) ? values.Single() : "";
            return sha256.Length > 0;
        }, TestContext.Current.CancellationToken);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(film)), sha256);
    }

    [Fact]
    public async Task A_cut_transfer_keeps_all_that_had_arrived()
    {
        await using var host = await LibraryHost.StartAsync();
        var film = Film(1_000_000);
        var url = await host.As.BeginAsync(film.Length);
        using var content = new StalledContent(film, stallAt: 400_000);
        using var client = host.CreateClient(LibraryHost.Anna, "member");
        var sending = client.SendAsync(Patch(url, 0, content));
        await content.Stalled;
        await WaitUntilAsync(() => new FileInfo(IncomingPath(host, url)) is { Exists: true, Length: 400_000 });

        // The old connection is still open: the newcomer ends it and learns the truth.
        var offset = await host.As.OffsetAsync(url);

        Assert.Equal(400_000, offset);
        content.GiveUp();
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
        using var last = await host.As.SendAsync(Patch(url, 400_000, film[400_000..]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(film)), last.Header("Matinee-Sha256"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public async Task After_a_restart_a_torn_tail_is_cut_and_the_hash_is_whole(int torn)
    {
        var film = Film(500_000);
        var folder = LibraryHost.NewFolder();
        string url;
        await using (var host = await LibraryHost.StartAsync(folder))
        {
            url = await host.As.BeginAsync(film.Length);
            using var first = await host.As.SendAsync(Patch(url, 0, film[..200_000]));
            await using var file = new FileStream(IncomingPath(host, url), FileMode.Append);
            await file.WriteAsync(RandomNumberGenerator.GetBytes(torn));
        }

        await using var restarted = await LibraryHost.StartAsync(folder);

        Assert.Equal(200_000, await restarted.As.OffsetAsync(url));
        using var last = await restarted.As.SendAsync(Patch(url, 200_000, film[200_000..]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(film)), last.Header("Matinee-Sha256"));
    }

    [Fact]
    public async Task Bytes_that_the_disk_lost_are_asked_for_again()
    {
        var film = Film(300_000);
        var folder = LibraryHost.NewFolder();
        string url;
        await using (var host = await LibraryHost.StartAsync(folder))
        {
            url = await host.As.BeginAsync(film.Length);
            using var first = await host.As.SendAsync(Patch(url, 0, film[..200_000]));
            await using var file = new FileStream(IncomingPath(host, url), FileMode.Open);
            file.SetLength(150_000);
        }

        await using var restarted = await LibraryHost.StartAsync(folder);
        using var wrong = await restarted.As.SendAsync(Patch(url, 200_000, film[200_000..]));
        var offset = (int)await restarted.As.OffsetAsync(url);
        using var last = await restarted.As.SendAsync(Patch(url, offset, film[offset..]));

        Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
        Assert.Equal(150_000, offset);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(film)), last.Header("Matinee-Sha256"));
    }

    [Theory]
    [InlineData(Crash.BeforeTheRow)]
    [InlineData(Crash.BeforeTheRename)]
    [InlineData(Crash.BeforeTheLibrary)]
    public async Task A_process_that_died_between_the_last_byte_and_the_library_is_finished_by_the_next(Crash crash)
    {
        var film = Film(100_000);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(film));
        var folder = LibraryHost.NewFolder();
        VideoId video;
        await using (var host = await LibraryHost.StartAsync(folder))
        {
            using var created = await host.As.SendAsync(Create(film.Length, ("filename", "a.mp4")));
            video = VideoId.From(created.Header("Matinee-Video"));
            var url = created.Headers.Location!.ToString();
            using var first = await host.As.SendAsync(Patch(url, 0, film[..99_999]));
            await FakeTheEndAsync(host, url, film, sha256, crash);
        }

        await using var restarted = await LibraryHost.StartAsync(folder);
        await restarted.Services.GetRequiredService<UploadSweep>().RunAsync(CancellationToken.None);

        await WaitUntilAsync(() => restarted.Videos.FindAsync(video, CancellationToken.None).GetAwaiter().GetResult()!.State == VideoState.Uploaded);
        var found = await restarted.Videos.FindAsync(video, CancellationToken.None);
        Assert.Equal(sha256, found!.Source!.Sha256);
        Assert.Equal(film, await File.ReadAllBytesAsync(Path.Combine(folder, "objects", found.Source.Key.Value)));
        await WaitUntilAsync(() => Directory.GetFiles(Path.Combine(folder, "objects", ".incoming")).Length == 0);
    }

    public enum Crash
    {
        BeforeTheRow,
        BeforeTheRename,
        BeforeTheLibrary,
    }

    private static async Task FakeTheEndAsync(LibraryHost host, string url, byte[] film, string sha256, Crash crash)
    {
        var id = UploadId.From(url.Split('/')[^1]);
        var uploads = host.Services.GetRequiredService<UploadStore>();
        await File.WriteAllBytesAsync(IncomingPath(host, url), film);
        await uploads.CheckpointAsync(id, 0, film.Length, TimeSpan.FromDays(1), CancellationToken.None);
        if (crash == Crash.BeforeTheRow)
            return;
        await uploads.BeginCompletionAsync(id, sha256, CancellationToken.None);
        if (crash == Crash.BeforeTheRename)
            return;
        var upload = await uploads.FindAsync(id, CancellationToken.None);
        await host.Services.GetRequiredService<App.Storage.IObjectStore>().AdoptAsync(upload!.SourceKey, IncomingPath(host, url), CancellationToken.None);
    }

    internal static string IncomingPath(LibraryHost host, string url) =>
        Path.Combine(host.Folder, "objects", ".incoming", url.Split('/')[^1] + ".part");

    internal static Task WaitUntilAsync(Func<bool> condition) => Patient.UntilAsync(condition, TestContext.Current.CancellationToken);

    private static async Task SendAndCutAsync(LibraryHost host, string url, byte[] film, int offset, int sent)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        var head = $"PATCH {url} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\n"
            + $"{LibraryHost.UserHeader}: {LibraryHost.Anna};member\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {film.Length - offset}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head));
        await socket.SendAsync(film.AsMemory(offset, sent));
        socket.LingerState = new LingerOption(sent % 2 == 0, 0); // half of them by RST, half by FIN
    }

    private sealed class StalledContent(byte[] bytes, int stallAt) : HttpContent
    {
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stalled => _stalled.Task;

        public void GiveUp() => _released.TrySetException(new IOException("gone"));

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, stallAt));
            await stream.FlushAsync();
            _stalled.TrySetResult();
            await _released.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
