using System.Net;
using System.Net.Http.Headers;
using Matinee.App.Transcoding;
using Matinee.IntegrationTests.Media;
using Matinee.Media.Cmaf;
using Matinee.Media.Hls;
using Matinee.Media.Planning;
using Xunit;

namespace Matinee.IntegrationTests.Playback;

/// <summary>An encoded film over a real server, judged by ffmpeg as a player would read it.</summary>
public sealed class HlsOverKestrelTests(ServedFilm film) : IClassFixture<ServedFilm>
{
    private readonly HttpClient _client = film.Client;
    private readonly HlsServer _server = film.Server;
    private readonly PublishedVideo _video = film.Video;
    private readonly EncodePlan _plan = film.Plan;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finished_film_decodes_in_silence_and_adds_up()
    {
        _server.Published = _video;

        var master = PlaylistParser.ParseMultivariant(await TextAsync("master.m3u8"));
        await Judge.DecodesInSilenceAsync(_server.Root + "master.m3u8");
        foreach (var uri in master.Variants.Select(v => v.Uri).Concat(master.Renditions.Select(r => r.Uri!))) // every rendition here has its own playlist
        {
            var playlist = PlaylistParser.ParseMedia(await TextAsync(uri));
            Assert.True(playlist.EndList);
            Assert.InRange((double)playlist.Segments.Sum(s => s.Duration), _plan.End!.Value - 0.05, _plan.End.Value + 0.05); // a scanned plan has an end
            Assert.All(playlist.Segments, s => Assert.True(Math.Round(s.Duration, MidpointRounding.AwayFromZero) <= playlist.TargetDuration));
            await Judge.DecodesInSilenceAsync(_server.Root + uri);
        }

        Assert.Equal(_plan.TotalFrames, (await Judge.FrameTimesAsync(_server.Root + master.Variants[0].Uri)).Length);
        Assert.Equal(_plan.Audio.Length, master.Renditions.Length);
    }

    [Fact]
    public async Task A_growing_film_shows_its_beginning_and_keeps_its_addresses()
    {
        _server.Published = PublishedFolder.Beginning(_video, 0);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync(new Uri(_server.Root, "master.m3u8"), Cancel)).StatusCode);

        _server.Published = PublishedFolder.Beginning(_video, 1);
        var master = PlaylistParser.ParseMultivariant(await TextAsync("master.m3u8"));
        var early = PlaylistParser.ParseMedia(await TextAsync(master.Variants[0].Uri));
        _server.Published = _video;
        var late = PlaylistParser.ParseMedia(await TextAsync(master.Variants[0].Uri));

        Assert.Equal((PlaylistType.Event, false), (early.Type, early.EndList));
        Assert.Equal((PlaylistType.Vod, true), (late.Type, late.EndList));
        Assert.Equal(early.Segments, late.Segments.Take(1));
    }

    [Fact]
    public async Task Each_key_frame_range_is_one_picture_that_decodes()
    {
        _server.Published = _video;
        var master = PlaylistParser.ParseMultivariant(await TextAsync("master.m3u8"));
        var address = new Uri(_server.Root, master.IFrameVariants[0].Uri);
        var playlist = PlaylistParser.ParseMedia(await TextAsync(master.IFrameVariants[0].Uri));

        foreach (var segment in playlist.Segments)
        {
            var range = segment.Range!.Value; // an I-frame playlist has nothing else
            var init = await _client.GetByteArrayAsync(new Uri(address, segment.Map!.Uri), Cancel); // as above
            var picture = await PartAsync(new Uri(address, segment.Uri), range.Offset, range.Length);
            var file = Path.Combine(film.Folder, "keyframe.mp4");
            await File.WriteAllBytesAsync(file, [.. init, .. picture], Cancel);

            var (_, output, _) = await Judge.AskAsync("ffprobe", "-v", "quiet", "-show_entries", "frame=pict_type", "-of", "csv=p=0", file);

            Assert.StartsWith("I", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Many_viewers_at_once_get_equal_bytes()
    {
        _server.Published = _video;
        var track = _video.Tracks[0];
        var address = new Uri(_server.Root, $"variants/{track.Variant}/segment_0.m4s");
        var expected = await _client.GetByteArrayAsync(address, Cancel);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => i % 2 == 0
            ? _client.GetByteArrayAsync(address, Cancel)
            : PartAsync(address, i, expected.Length - i)));

        Assert.Equal(track.Segments[0].Bytes, expected.Length);
        Assert.All(answers.Select((bytes, i) => (bytes, i)), a => Assert.True(a.bytes.AsSpan().SequenceEqual(expected.AsSpan(a.i % 2 == 0 ? 0 : a.i))));
        Assert.Equal(track.Segments[0].DurationTicks, MediaSegment.Parse(expected).Duration);
    }

    [Fact]
    public async Task Paths_with_dots_and_escapes_never_leave_the_video()
    {
        _server.Published = _video;
        var text = _server.Root.ToString();
        foreach (var tail in new[] { "%2e%2e/%2e%2e/secret", "variants/..%2f..%2fsecret/init.mp4", "variants/360p-1/segment_0.m4s%00.jpg", "variants/%2e%2e/playlist.m3u8" })
        {
            var address = new Uri(text + tail, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

            var answer = await _client.GetAsync(address, Cancel);

            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{tail}: {answer.StatusCode}");
        }
    }

    private Task<string> TextAsync(string relative) => _client.GetStringAsync(new Uri(_server.Root, relative), Cancel);

    private async Task<byte[]> PartAsync(Uri address, long offset, long length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(offset, offset + length - 1);
        using var answer = await _client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Cancel);
    }
}
