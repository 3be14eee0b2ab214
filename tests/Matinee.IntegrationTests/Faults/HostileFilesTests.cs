using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Machine;
using Matinee.Testing.Media;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>Files that somebody broke on purpose, uploaded like any other. The server answers each and goes on.</summary>
public sealed class HostileFilesTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_120;
    private const string Canary = "matinee-canary-6f1d0c";

    private static readonly TimeSpan EachMayTake = TimeSpan.FromSeconds(Soak.Count(full: 60, brief: 180));

    private static readonly MediaFixture[] Seeds =
    [
        MediaFixtures.Lasting(4), MediaFixtures.OpenGop, MediaFixtures.TransportStream, MediaFixtures.Avi, MediaFixtures.Mpeg2,
        MediaFixtures.BrowserRecording, MediaFixtures.TwoLanguages, MediaFixtures.AudioOnly, MediaFixtures.EditList, MediaFixtures.Hevc10,
    ];

    [Fact]
    public async Task A_thousand_damaged_films_each_end_in_success_or_a_readable_refusal()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var originals = new List<(string Name, byte[] Bytes)>();
        foreach (var fixture in Seeds)
            originals.Add((fixture.FileName, await File.ReadAllBytesAsync(await BeginningAsync(fixture), cancellationToken)));
        await using var server = await StartAsync(cancellationToken);
        using var admin = await server.CreateAdminClientAsync(cancellationToken);
        var outcomes = new ConcurrentDictionary<string, int>();

        // A few at a time, as several people would: the server has two slots to fill.
        var several = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, Soak.Count(full: 1_000, brief: 100)), several, async (i, token) =>
        {
            var (name, bytes) = originals[i % originals.Count];
            var watch = Stopwatch.StartNew();
            var outcome = await SendAsync(server, admin, name, Mutation.Of(bytes, Seed + i), token);
            Assert.True(watch.Elapsed < EachMayTake, $"Mutation {Seed + i} of {name} took {watch.Elapsed}.");
            Assert.False(server.HasExited, $"Mutation {Seed + i} of {name} ended the server:\n{server.Output}");
            outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
        });

        output.WriteLine(string.Join(", ", outcomes.OrderByDescending(o => o.Value).Select(o => $"{o.Key} {o.Value}")));
        // One that has just ended is waited for in a moment.
        await Patient.UntilAsync(() => ChildCensus.ZombiesOf(server.Id).Count == 0, cancellationToken);
        Assert.True(outcomes.GetValueOrDefault("ready") > 0, "Nothing got through: the damage proves nothing.");
        Assert.True(outcomes.Count > 1, "Nothing was refused: the damage proves nothing.");
        await Patient.UntilAsync(async () =>
        {
            using var ready = await admin.GetAsync("/ready", cancellationToken);
            return ready.StatusCode == HttpStatusCode.OK;
        }, cancellationToken);
    }

    [Fact]
    public async Task A_file_that_points_elsewhere_is_refused_and_no_byte_of_elsewhere_comes_out()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var outside = new TemporaryFolder();
        var film = await FixtureCache.PathAsync(MediaFixtures.TransportStream);
        var secretText = outside.Write("secret.txt", Canary);
        var secretFilm = Path.Combine(outside.Path, "other.ts");
        File.Copy(film, secretFilm);
        using var sink = new HttpListener();
        var port = FreePorts.Take();
        sink.Prefixes.Add($"http://127.0.0.1:{port}/");
        sink.Start();
        var requests = 0;
        _ = Task.Run(async () =>
        {
            while (sink.IsListening)
            {
                var context = await sink.GetContextAsync();
                Interlocked.Increment(ref requests);
                context.Response.Close();
            }
        }, CancellationToken.None);
        using (var control = new HttpClient())
            await control.GetAsync($"http://127.0.0.1:{port}/control", cancellationToken);
        Assert.Equal(1, requests);
        await using var server = await StartAsync(cancellationToken);
        using var admin = await server.CreateAdminClientAsync(cancellationToken);

        foreach (var (name, text) in new (string, string)[]
        {
            ("http.mp4", $"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n"),
            ("http.m3u8", $"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n"),
            ("file.mp4", $"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{secretText}\n#EXT-X-ENDLIST\n"),
            ("absolute.mp4", $"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{secretFilm}\n#EXT-X-ENDLIST\n"),
            ("concat.mp4", $"ffconcat version 1.0\nfile '{secretFilm}'\n"),
            ("sibling.mp4", "ffconcat version 1.0\nfile other.ts\n"),
            ("manifest.mp4", $"<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT10S\" profiles=\"urn:mpeg:dash:profile:isoff-on-demand:2011\"><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1\"><BaseURL>http://127.0.0.1:{port}/d.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>"),
            ("session.mp4", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"),
            ("subfile.mp4", $"#EXTM3U\n#EXTINF:10,\nsubfile,,start,0,end,100,,:{secretText}\n"),
            ("data.mp4", "#EXTM3U\n#EXTINF:10,\ndata:text/plain;base64,AAAA\n"),
            ("nothing.mp4", ""),
            ("text.mp4", "This is not a film."),
        })
        {
            var outcome = await SendAsync(server, admin, name, Encoding.UTF8.GetBytes(text), cancellationToken);
            Assert.True(outcome != "ready", $"{name} came out as a film.");
        }

        Assert.Equal(1, requests);
        Assert.DoesNotContain(Canary, server.Output, StringComparison.Ordinal);
        server.Kill(); // it holds its lock file
        await Patient.UntilAsync(() => ChildCensus.WorkingOn(server.DataFolder, except: 0).Count == 0, cancellationToken); // its children die with it
        foreach (var file in Directory.EnumerateFiles(server.DataFolder, "*", SearchOption.AllDirectories))
            Assert.False((await ReadSharedAsync(file, cancellationToken)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)) >= 0, $"{file} holds the canary.");
        sink.Stop();
    }

    /// <summary>The first two seconds, copied: damage is about containers and bitstreams, not about length.</summary>
    private static async Task<string> BeginningAsync(MediaFixture fixture)
    {
        var whole = await FixtureCache.PathAsync(fixture);
        return await FixtureCache.MakeAsync(
            "begin-" + fixture.FileName, whole,
            folder => FixtureCache.FfmpegAsync(folder, "-i", whole, "-map", "0", "-c", "copy", "-t", "2", Path.Combine(folder, "begin-" + fixture.FileName)));
    }

    private static Task<MatineeProcess> StartAsync(CancellationToken cancellationToken) => MatineeProcess.StartAsync(new MatineeProcessOptions
    {
        Arguments = ["--workers", "2"],
        Environment = new Dictionary<string, string?>
        {
            // A damaged file fails for good at the first attempt or by verification; retries wait 5 s each by default.
            ["MATINEE__TRANSCODING__RETRYDELAY"] = "00:00:00.200",
            ["MATINEE__LIMITS__UPLOAD__BURST"] = "100000",
            ["MATINEE__LIMITS__UPLOAD__TOKENS"] = "100000",
        },
    }, cancellationToken);

    /// <summary>Uploads and waits for the end: "ready", or the code of the refusal, which must say what and why.</summary>
    private static async Task<string> SendAsync(MatineeProcess server, HttpClient admin, string name, byte[] bytes, CancellationToken cancellationToken)
    {
        using var created = await admin.PostAsJsonAsync("/api/videos/upload", new { filename = name, contentType = "video/mp4" }, cancellationToken);
        var answer = await created.Content.ReadAsStringAsync(cancellationToken);
        if (!created.IsSuccessStatusCode)
            return Refusal(answer, created.StatusCode);
        using var ticket = JsonDocument.Parse(answer);
        using var client = server.CreateClient();
        using var put = await client.PutAsync(ticket.RootElement.GetProperty("uploadUrl").GetString(), new ByteArrayContent(bytes), cancellationToken);
        if (!put.IsSuccessStatusCode)
            return Refusal(await put.Content.ReadAsStringAsync(cancellationToken), put.StatusCode);
        var id = ticket.RootElement.GetProperty("videoId").GetString();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < EachMayTake)
        {
            using var video = JsonDocument.Parse(await admin.GetStringAsync($"/api/videos/{id}", cancellationToken));
            switch (video.RootElement.GetProperty("state").GetString())
            {
                case "ready":
                    return "ready";
                case "failed":
                    var failure = video.RootElement.GetProperty("failure");
                    Assert.True(failure.GetProperty("title").GetString() is { Length: > 5 }, $"{name}: a failure without a title: {failure}");
                    Assert.True(failure.GetProperty("detail").GetString() is { Length: > 10 }, $"{name}: a failure without a reason: {failure}");
                    return failure.GetProperty("code").GetString()!; // every failure has one
            }

            await Task.Delay(150, cancellationToken);
        }

        return "no end";
    }

    private static string Refusal(string problem, HttpStatusCode status)
    {
        Assert.True((int)status is >= 400 and < 500, $"{status}: {problem}");
        using var json = JsonDocument.Parse(problem);
        Assert.True(json.RootElement.GetProperty("detail").GetString() is { Length: > 10 }, problem);
        return json.RootElement.GetProperty("code").GetString()!; // every problem has one
    }

    /// <summary>The server holds some of its files open, and one locked.</summary>
    private static async Task<byte[]> ReadSharedAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("matinee-outside-").FullName;

        public string Write(string name, string text)
        {
            var file = System.IO.Path.Combine(Path, name);
            File.WriteAllText(file, text);
            return file;
        }

        public void Dispose() => TestFolder.Remove(Path);
    }
}
