using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Media;
using Matinee.Media.Ladder;
using Matinee.Media.Planning;
using Xunit;

namespace Matinee.Tests.Transcoding;

public sealed class PlayablePrefixTests
{
    [Fact]
    public void The_shortest_track_says_how_far_a_video_plays() =>
        Assert.Equal(4.0, PlayablePrefix.Seconds(Video(pictureSegments: [2, 1], soundSegments: 3)), 3);

    [Fact]
    public void It_plays_when_every_rung_has_a_segment_and_sound_covers_it()
    {
        Assert.True(PlayablePrefix.IsPlayable(Video([1, 1], 1)));
        Assert.False(PlayablePrefix.IsPlayable(Video([1, 0], 1)));
        Assert.False(PlayablePrefix.IsPlayable(Video([1, 1], 0)));
    }

    [Fact]
    public void A_silent_video_waits_for_no_sound() => Assert.True(PlayablePrefix.IsPlayable(Video([1], null)));

    [Fact]
    public void Sound_alone_plays_from_its_first_segment() => Assert.True(PlayablePrefix.IsPlayable(Video([], 1)));

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Null(PlayablePrefix.Missing(Video([3, 3], 3)));
        Assert.Contains("2 of 3", PlayablePrefix.Missing(Video([3, 2], 3)), StringComparison.Ordinal);
        Assert.Contains("audio0", PlayablePrefix.Missing(Video([3, 3], 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_prefix_ends_at_the_first_hole()
    {
        Prop.ForAll(Gen.Choose(0, 30).ListOf().Select(drawn => drawn.Distinct().Order().ToArray()).ToArbitrary(), numbers =>
        {
            var prefix = Publication.Prefix(numbers.Select(n => new SegmentRow { Number = n, ObjectKey = $"videos/v/1/x/{n}" }));
            var expected = Enumerable.Range(0, 32).TakeWhile(numbers.Contains).Count();
            return prefix.Length == expected && prefix.Select(s => s.Number).SequenceEqual(Enumerable.Range(0, expected).Select(n => (long)n));
        }).QuickCheckThrowOnFailure();
    }

    private static PublishedVideo Video(int[] pictureSegments, int? soundSegments)
    {
        var rate = new Rational(25, 1);
        var rungs = pictureSegments.Select((_, i) => new Rendition($"r{i}", 640, 360, rate, 22, 800_000, 1_200_000, "high")).ToImmutableArray();
        var plan = new EncodePlan
        {
            Version = 1,
            FrameRate = rate,
            SegmentFrames = 100,
            Renditions = rungs,
            Audio = soundSegments is null ? [] : [new AudioRendition(0, 1, null, "Audio", 2, 2, 128_000, true)],
            EncoderKey = "libx264/5/veryfast",
            Preset = "veryfast",
            ShortestChunk = TimeSpan.FromSeconds(20),
            LongestChunk = TimeSpan.FromSeconds(60),
            ExpectedFrames = 300,
            TotalFrames = 300,
            Chunks = new ChunkTable([new Chunk(0, 0, 300, 0, 3, true)]),
        };
        var tracks = pictureSegments.Select((count, i) => Track(TrackKind.Video, $"r{i}", count)).ToList();
        if (soundSegments is { } sound)
            tracks.Add(Track(TrackKind.Audio, "audio0", sound));
        return new PublishedVideo(new VideoId("v0000000000000000"), 1, 1, false, plan, [.. tracks], null, null);
    }

    private static PublishedTrack Track(TrackKind kind, string name, int segments) => new(
        name + "-1", kind, name, 1000, "x", 0, 0, new ObjectKey("videos/v/1/i"), 1, "h",
        [.. Enumerable.Range(0, segments).Select(n => new PublishedSegment(n, new ObjectKey($"videos/v/1/{n}"), 10, 4000, 0, 0, "h"))]);
}
