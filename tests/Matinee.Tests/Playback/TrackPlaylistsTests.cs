using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Playback;
using Matinee.Media;
using Matinee.Media.Cmaf;
using Matinee.Media.Hls;
using Xunit;

namespace Matinee.Tests.Playback;

public class TrackPlaylistsTests
{
    [Fact]
    public void A_growing_playlist_is_an_event_from_its_beginning_and_ends_as_vod_under_the_same_uris()
    {
        var plan = PublishedSamples.Plan(rate: new Rational(30000, 1001));
        var before = PublishedSamples.Video(plan, 2);
        var after = PublishedSamples.Video(plan, 3, complete: true);

        var growing = TrackPlaylists.Media(before, before.Tracks[0]);
        var finished = TrackPlaylists.Media(after, after.Tracks[0]);

        Assert.Equal((PlaylistType.Event, false, new PlaylistStart(0, true)), (growing.Type, growing.EndList, growing.Start));
        Assert.Equal((PlaylistType.Vod, true, null), (finished.Type, finished.EndList, finished.Start));
        Assert.Equal(growing.TargetDuration, finished.TargetDuration);
        Assert.Equal(growing.Segments, finished.Segments.Take(2));
        Assert.All(finished.Segments, s => Assert.Equal(4.004m, s.Duration));
    }

    [Fact]
    public void Durations_add_up_to_the_media_without_drift() =>
        Prop.ForAll(Gen.Choose(1, 400).Zip(Gen.Elements(30, 48, 60, 7, 11)).ToArbitrary(), input =>
        {
            var (segments, rate) = input;
            var plan = PublishedSamples.Plan(rungs: 1, audio: 1, rate: new Rational(rate, 1));
            var track = PublishedSamples.Audio(plan, plan.Audio[0], segments);

            return SegmentTimes.Of(track).Sum() == Math.Round(segments * 188 * 1024 / 48000m, 6);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(30, 1)]
    [InlineData(30000, 1001)]
    [InlineData(24000, 1001)]
    [InlineData(25, 1)]
    [InlineData(60000, 1001)]
    public void No_duration_rounds_above_the_target(int numerator, int denominator)
    {
        var rate = new Rational(numerator, denominator);
        var plan = PublishedSamples.Plan(rate: rate) with { SegmentFrames = (int)Math.Round(4 * rate.Value) };
        var video = PublishedSamples.Video(plan, 3);

        var target = TrackPlaylists.TargetDuration(plan);

        Assert.Equal(4, target);
        Assert.All(video.Tracks.SelectMany(t => TrackPlaylists.Media(video, t).Segments),
            s => Assert.True(Math.Round(s.Duration, MidpointRounding.AwayFromZero) <= target));
    }

    [Fact]
    public void Key_frames_are_ranges_of_the_segments_of_the_variant()
    {
        var video = PublishedSamples.Video(PublishedSamples.Plan(), 2, complete: true);

        var playlist = TrackPlaylists.IFrames(video, video.Tracks[1]);

        Assert.True(playlist.IFramesOnly);
        Assert.Equal(("../../variants/720p-1/segment_1.m4s", new ByteRange(76, 9000)), (playlist.Segments[1].Uri, playlist.Segments[1].Range));
        Assert.Equal("../../variants/720p-1/init.mp4", playlist.Segments[0].Map!.Uri);
    }
}
