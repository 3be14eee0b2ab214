using System.Net;
using System.Text.Json;
using Matinee.Media.Hls;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Machine;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>Real segments pushed to a real server, and read from it by ffmpeg: while it grows, and after its end.</summary>
public sealed class PushTests(StreamServer server) : IClassFixture<StreamServer>
{
    private readonly MatineeProcess _server = server.Process;
    private readonly StreamCaller _admin = server.Admin;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_player_that_joins_at_the_beginning_sees_the_stream_grow_and_end(bool fragmented)
    {
        var film = fragmented ? await PushedFilm.FragmentedAsync() : await PushedFilm.TransportAsync();
        var id = await _admin.CreateAsync(new { title = "Growing", type = "event", target_duration = 2 });
        if (film.Init is { } init)
            await _admin.PushAsync(id, init, "variant_id=main");
        await _admin.PushAsync(id, film.Segments[0], "sequence_num=0&duration=2");

        using var folder = new TemporaryFolder();
        var player = FixtureCache.FfmpegAsync(folder.Path, "-i", new Uri(_server.Address, $"/hls/{id}/master.m3u8").ToString(), "-map", "0:v", "-c", "copy", "-f", "framecrc", "frames.txt");
        for (var i = 1; i < film.Segments.Count; i++)
        {
            await Task.Delay(300, Stop);
            Assert.Equal(HttpStatusCode.Created, (await _admin.PushAsync(id, film.Segments[i], $"sequence_num={i}&duration=2")).Status);
        }

        await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{id}/stop");
        await player.WaitAsync(TimeSpan.FromMinutes(2), Stop);

        Assert.Equal(300, (await File.ReadAllLinesAsync(Path.Combine(folder.Path, "frames.txt"), Stop)).Count(line => !line.StartsWith('#')));
        await StrictDecoder.AssertCleanAsync(new Uri(_server.Address, $"/hls/{id}/master.m3u8"), Stop);
    }

    [Fact]
    public async Task A_live_window_slides_and_a_vod_ends_whole_and_both_variants_are_one_ladder()
    {
        var (low, high) = (await PushedFilm.FragmentedAsync(), await PushedFilm.FragmentedAsync(240));
        var live = await _admin.CreateAsync(new { title = "Live", target_duration = 2, dvr_window_size = 3 });
        var vod = await _admin.CreateAsync(new { title = "Vod", type = "vod", target_duration = 2 });
        foreach (var id in new[] { live, vod })
        {
            await _admin.PushAllAsync(id, low, "180p");
            await _admin.PushAllAsync(id, high, "240p");
        }

        var master = PlaylistParser.ParseMultivariant(await _admin.TextAsync($"/hls/{live}/master.m3u8"));
        Assert.Equal([new Resolution(426, 240), new Resolution(320, 180)], master.Variants.Select(variant => variant.Resolution!.Value));
        Assert.All(master.Variants, variant => Assert.Equal("mp4a.40.2", variant.Codecs!.Split(',')[1]));
        var (one, two) = (await PlaylistAsync(live, "180p-1"), await PlaylistAsync(live, "240p-1"));
        Assert.Equal((3L, 3, false, PlaylistType.None), (one.MediaSequence, one.Segments.Length, one.EndList, one.Type));
        Assert.Equal(one.Segments.Select(segment => segment.ProgramDateTime), two.Segments.Select(segment => segment.ProgramDateTime));
        Assert.Equal(HttpStatusCode.OK, await _admin.StatusAsync($"/hls/{live}/variants/180p-1/segment_0.m4s"));
        Assert.Equal(HttpStatusCode.NotFound, await _admin.StatusAsync($"/hls/{live}/variants/180p-1/segment_6.m4s"));

        Assert.Equal(PlaylistType.Event, (await PlaylistAsync(vod, "180p-1")).Type);
        await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{vod}/stop");
        var whole = await PlaylistAsync(vod, "180p-1");
        Assert.Equal((0L, 6, true, PlaylistType.Vod), (whole.MediaSequence, whole.Segments.Length, whole.EndList, whole.Type));
        Assert.Equal(HttpStatusCode.Conflict, (await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{vod}/start")).Status);
        await StrictDecoder.AssertCleanAsync(new Uri(_server.Address, $"/hls/{vod}/master.m3u8"), Stop);
    }

    [Fact]
    public async Task A_publisher_that_begins_again_stands_behind_a_discontinuity()
    {
        var film = await PushedFilm.TransportAsync();
        var id = await _admin.CreateAsync(new { title = "Again", target_duration = 2 });
        await _admin.PushAllAsync(id, film, "main");
        await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{id}/start?restart=true");
        await _admin.PushAllAsync(id, film, "main");

        var playlist = await PlaylistAsync(id, "main-1");

        Assert.Equal(2, playlist.MediaSequence);
        Assert.Equal([6L], playlist.Segments.Select((segment, i) => (segment.Discontinuity, Msn: playlist.MediaSequence + i)).Where(segment => segment.Discontinuity).Select(segment => segment.Msn));
        using var folder = new TemporaryFolder();
        await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{id}/stop");
        await FixtureCache.FfmpegAsync(folder.Path, "-i", new Uri(_server.Address, $"/hls/{id}/master.m3u8").ToString(), "-f", "null", "-");
    }

    [Fact]
    public async Task A_node_tells_where_it_stands_and_how_busy_the_streams_keep_it()
    {
        var film = await PushedFilm.TransportAsync();
        var id = await _admin.CreateAsync(new { title = "Busy", target_duration = 2 });
        await _admin.PushAllAsync(id, film, "main");

        JsonElement node;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        do
        {
            await Task.Delay(100, patience.Token);
            await _admin.TextAsync($"/hls/{id}/variants/main-1/playlist.m3u8");
            node = (await _admin.SendAsync(HttpMethod.Get, "/api/cluster")).Body.GetProperty("members")[0];
        }
        while (node.GetProperty("load") is not { ValueKind: JsonValueKind.Object } told
            || told.GetProperty("streamCount").GetInt32() == 0 || told.GetProperty("egressBitsPerSecond").GetInt64() == 0);

        Assert.Equal(("north", 59.91, -10.75), (node.GetProperty("region").GetString(), node.GetProperty("latitude").GetDouble(), node.GetProperty("longitude").GetDouble()));
        var load = node.GetProperty("load");
        Assert.InRange(load.GetProperty("cpu").GetDouble(), 0, 1);
        Assert.InRange(load.GetProperty("memoryBytes").GetInt64(), 16L << 20, load.GetProperty("memoryLimitBytes").GetInt64());
        Assert.InRange(load.GetProperty("connections").GetInt32(), 1, 1000);
        Assert.Equal(0, load.GetProperty("roomCount").GetInt32());
        Assert.Contains("""data-load="streams">""", await _admin.TextAsync("/admin/cluster"), StringComparison.Ordinal);
    }

    private async Task<MediaPlaylist> PlaylistAsync(string id, string variant) => PlaylistParser.ParseMedia(await _admin.TextAsync($"/hls/{id}/variants/{variant}/playlist.m3u8"));

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("matinee-push-").FullName;

        public void Dispose() => TestFolder.Remove(Path);
    }
}
