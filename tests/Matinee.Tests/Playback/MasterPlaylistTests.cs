using Matinee.App.Playback;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Media;
using Matinee.Media.Hls;
using Xunit;

namespace Matinee.Tests.Playback;

public class MasterPlaylistTests
{
    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(1, 0, false)]
    [InlineData(1, 1, true)]
    public void It_appears_when_every_rung_has_a_segment_and_sound_covers_it(int segments, int audioSegments, bool ready) =>
        Assert.Equal(ready, MasterPlaylist.IsReady(PublishedSamples.Video(PublishedSamples.Plan(), segments, audioSegments: audioSegments)));

    [Fact]
    public void It_waits_for_a_track_of_the_plan_that_is_not_there_yet()
    {
        var video = PublishedSamples.Video(PublishedSamples.Plan(audio: 2), 1);

        Assert.True(MasterPlaylist.IsReady(video));
        Assert.False(MasterPlaylist.IsReady(video with { Tracks = video.Tracks.RemoveAt(3) }));
    }

    [Fact]
    public void It_waits_for_sound_that_ends_before_the_first_segment_does()
    {
        var video = PublishedSamples.Video(PublishedSamples.Plan(), 1);
        var audio = video.Tracks[2];
        var shorter = audio with { Segments = [audio.Segments[0] with { DurationTicks = 3 * 48000 }] };

        Assert.False(MasterPlaylist.IsReady(video with { Tracks = video.Tracks.SetItem(2, shorter) }));
    }

    [Fact]
    public void A_growing_video_promises_no_less_than_the_encoder_may_use()
    {
        var plan = PublishedSamples.Plan();
        var growing = MasterPlaylist.Build(PublishedSamples.Video(plan, 2));
        var complete = MasterPlaylist.Build(PublishedSamples.Video(plan, 2, complete: true));

        // 720p: segments of 750,000 bytes in 4 s are 1.5 Mbit/s under a cap of 3; sound 60,000 bytes in 4.0107 s under one of 128,000.
        Assert.Equal(3_128_000, growing.Variants[0].Bandwidth);
        Assert.Equal(1_500_000 + 119_681, complete.Variants[0].Bandwidth);
        Assert.Equal(complete.Variants[0].Bandwidth, complete.Variants[0].AverageBandwidth);
    }

    [Fact]
    public void A_short_last_segment_is_not_taken_for_a_peak()
    {
        var plan = PublishedSamples.Plan(rungs: 1, audio: 0);
        var video = PublishedSamples.Video(plan, 3, complete: true);
        var track = video.Tracks[0];
        var runt = track.Segments[2] with { DurationTicks = 1000, Bytes = 200_000 };

        var master = MasterPlaylist.Build(video with { Tracks = [track with { Segments = track.Segments.SetItem(2, runt) }] });

        // Alone 48 Mbit/s; with the segment before it, (1,500,000 + 200,000) bytes in 4.033 s.
        Assert.Equal(3_371_901, master.Variants[0].Bandwidth);
    }

    [Fact]
    public void Variants_name_codecs_size_rate_and_groups_and_begin_with_720p()
    {
        var plan = PublishedSamples.Plan(rungs: 3, audio: 2, rate: new Rational(30000, 1001));
        var master = MasterPlaylist.Build(PublishedSamples.Video(plan, 1, more: [PublishedSamples.Subtitle(1)]));

        Assert.Equal(["720p-1", "1080p-1", "360p-1"], master.Variants.Select(v => v.Uri.Split('/')[1]));
        var first = master.Variants[0];
        Assert.Equal(("avc1.64001f,mp4a.40.2", new Resolution(1280, 720), 29.970m), (first.Codecs, first.Resolution, first.FrameRate));
        Assert.Equal(("audio", "subtitles"), (first.AudioGroup, first.SubtitleGroup));
        Assert.Equal([("English", "en", true), ("Kommentar 'Regie'", "de", false)],
            master.Renditions.Where(r => r.Type == RenditionType.Audio).Select(r => (r.Name, r.Language!, r.Default)));
        Assert.Equal(3, master.IFrameVariants.Length);
        Assert.All(master.IFrameVariants, v => Assert.InRange(v.Bandwidth, 17_000, 19_000));
        Assert.True(master.IndependentSegments);
    }

    [Fact]
    public void Sound_alone_is_its_own_variant()
    {
        var one = MasterPlaylist.Build(PublishedSamples.Video(PublishedSamples.Plan(rungs: 0), 1, complete: true));
        var two = MasterPlaylist.Build(PublishedSamples.Video(PublishedSamples.Plan(rungs: 0, audio: 2), 1, complete: true));

        Assert.Equal(("variants/audio0-1/playlist.m3u8", "mp4a.40.2", null), (one.Variants[0].Uri, one.Variants[0].Codecs, one.Variants[0].AudioGroup));
        Assert.Empty(one.Renditions);
        Assert.Equal("audio", Assert.Single(two.Variants).AudioGroup);
        Assert.Equal(2, two.Renditions.Length);
    }

    [Fact]
    public void A_silent_film_names_no_sound()
    {
        var master = MasterPlaylist.Build(PublishedSamples.Video(PublishedSamples.Plan(audio: 0), 1));

        Assert.Equal(("avc1.64001f", null), (master.Variants[0].Codecs, master.Variants[0].AudioGroup));
    }

    [Fact]
    public void Storyboard_cues_are_rectangles_of_sheets()
    {
        var board = new PublishedStoryboard(new(5, 2, 2, 160, 90), 27, [new ObjectKey("a/0.jpg"), new ObjectKey("a/1.jpg")]);

        var lines = StoryboardTrack.Write(3, board).Split('\n');

        Assert.Equal("WEBVTT", lines[0]);
        Assert.Equal(6, lines.Count(l => l.Contains("-->", StringComparison.Ordinal)));
        Assert.Contains("00:00:15.000 --> 00:00:20.000", lines);
        Assert.Contains("storyboard/3-0.jpg#xywh=160,90,160,90", lines);
        Assert.Contains("00:00:25.000 --> 00:00:27.000", lines);
        Assert.Contains("storyboard/3-1.jpg#xywh=160,0,160,90", lines);
    }
}
