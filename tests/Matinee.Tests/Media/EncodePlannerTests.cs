using FsCheck;
using FsCheck.Fluent;
using Matinee.Media;
using Matinee.Media.Ladder;
using Matinee.Media.Planning;
using Matinee.Media.Probing;
using Xunit;

namespace Matinee.Tests.Media;

public sealed class EncodePlannerTests
{
    [Fact]
    public void A_long_source_starts_with_two_urgent_chunks_of_one_segment()
    {
        EncodePlan plan = EncodePlanner.Plan(Film(600), new PlanOptions());

        Assert.Equal([(0L, 100, true), (100L, 100, true)], plan.Chunks.Items.Select(chunk => (chunk.FirstFrame, chunk.Frames, chunk.Urgent)));
        Assert.Equal(15_000, plan.TotalFrames);
        Assert.False(plan.IsSettled);
    }

    [Fact]
    public void The_scan_settles_the_rest_and_moves_nothing()
    {
        EncodePlan plan = EncodePlanner.Plan(Film(600), new PlanOptions());

        EncodePlan settled = Planned(plan.Extend(Scan(600, 2)));

        Assert.True(settled.IsSettled);
        Assert.Equal(plan.Chunks.Items, settled.Chunks.Items.Take(2));
        Assert.Equal([200, 300, 500, 500], settled.Chunks.Items.Skip(2).Take(4).Select(chunk => chunk.Frames));
        Assert.Equal(15_000, settled.Chunks.Frames);
    }

    [Fact]
    public void Rare_keyframes_make_longer_chunks()
    {
        EncodePlan settled = Planned(EncodePlanner.Plan(Film(600), new PlanOptions()).Extend(Scan(600, 12)));

        Assert.Equal([200, 300, 1_000], settled.Chunks.Items.Skip(2).Take(3).Select(chunk => chunk.Frames));
    }

    [Fact]
    public void A_header_that_promises_more_than_the_data_holds_is_refused()
    {
        var refused = Assert.IsType<PlanOutcome.Refused>(EncodePlanner.Plan(Film(600), new PlanOptions()).Extend(Scan(300, 2)));

        Assert.Equal(RefusalCodes.Truncated, refused.Code);
        Assert.Contains("600.0", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("300.0", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_index_the_length_waits_for_the_scan()
    {
        MediaProbe probe = Film(600) with { Formats = ["matroska", "webm"] };

        EncodePlan plan = EncodePlanner.Plan(probe, new PlanOptions());

        Assert.Null(plan.TotalFrames);
        Assert.Equal(14_975, Planned(plan.Extend(Scan(599, 2))).TotalFrames);
    }

    [Fact]
    public void An_inexact_source_that_ends_inside_the_first_chunks_is_refused()
    {
        MediaProbe probe = Film(600) with { Formats = ["matroska", "webm"] };

        Assert.IsType<PlanOutcome.Refused>(EncodePlanner.Plan(probe, new PlanOptions()).Extend(Scan(5, 2)));
    }

    [Fact]
    public void Broken_timestamps_are_encoded_in_one_piece()
    {
        EncodePlan settled = Planned(EncodePlanner.Plan(Film(20), new PlanOptions(), Scan(20, 2) with { Monotonic = false }));

        Assert.Equal(3, settled.Chunks.Count);
    }

    [Fact]
    public void Sound_alone_has_no_picture_no_chunks_and_an_end()
    {
        MediaProbe probe = Film(100) with { Video = null };

        EncodePlan plan = Planned(EncodePlanner.Plan(probe, new PlanOptions(), Scan(99.99, 0)));

        Assert.Empty(plan.Renditions);
        Assert.Empty(plan.Chunks.Items);
        Assert.Null(plan.Storyboard);
        Assert.True(plan.IsSettled);
        Assert.Equal(100, plan.End!.Value, 0.03);
    }

    [Fact]
    public void A_song_with_one_picture_is_treated_as_sound()
    {
        EncodePlan plan = Planned(EncodePlanner.Plan(Film(30), new PlanOptions(), Scan(0.04, 0) with { Packets = 1 }));

        Assert.Empty(plan.Renditions);
        Assert.Equal(30, plan.End!.Value, 0.03);
    }

    [Fact]
    public void Names_of_tracks_are_readable_unique_and_safe_in_a_playlist()
    {
        MediaProbe probe = Film(20) with
        {
            Audio =
            [
                new AudioTrack(1, "aac", 2, 48000, "eng", null, false, 0, 20),
                new AudioTrack(2, "ac3", 6, 48000, "eng", null, true, 0, 20),
                new AudioTrack(3, "aac", 2, 48000, "tlh", "Director's \"cut\"\r\n", false, 0, 20),
                new AudioTrack(4, "aac", 2, 48000, null, null, false, 0, 20),
            ],
        };

        EncodePlan plan = Planned(EncodePlanner.Plan(probe, new PlanOptions(), Scan(20, 2)));

        Assert.Equal(["English", "English 2", "Director's cut", "Audio"], plan.Audio.Select(track => track.Name));
        Assert.Equal(["en", "en", "tlh", null], plan.Audio.Select(track => track.Language));
        Assert.Equal([false, true, false, false], plan.Audio.Select(track => track.Default));
    }

    [Fact]
    public void High_dynamic_range_is_mapped_and_tagged_as_ordinary()
    {
        MediaProbe probe = Film(20);
        probe = probe with { Video = probe.Video! with { HighDynamicRange = true, Colour = new VideoColour("tv", "bt2020nc", "smpte2084", "bt2020") } };

        PictureTreatment picture = Planned(EncodePlanner.Plan(probe, new PlanOptions(), Scan(20, 2))).Picture;

        Assert.Equal(new PictureTreatment(false, true, 0, new VideoColour("tv", "bt709", "bt709", "bt709")), picture);
    }

    [Fact]
    public void Every_plan_covers_its_frames_once_in_whole_segments_and_survives_its_JSON()
    {
        var lengths =
            from seconds in Gen.Choose(1, 400_000).Select(tenths => tenths / 10.0)
            from gop in Gen.Choose(0, 300).Select(tenths => tenths / 10.0)
            from rate in Gen.Elements(new Rational(25, 1), new Rational(30_000, 1001), new Rational(60, 1), new Rational(24_000, 1001))
            from exact in Gen.Elements(true, false)
            select (seconds, gop, rate, exact);
        Prop.ForAll(Arb.From(lengths), sample =>
        {
            (double seconds, double gop, Rational rate, bool exact) = sample;
            MediaProbe probe = Film(seconds) with { Formats = exact ? ["mp4"] : ["matroska"] };
            probe = probe with { Video = probe.Video! with { AverageFrameRate = rate, BaseFrameRate = rate } };
            var options = new PlanOptions();
            EncodePlan plan = Planned(EncodePlanner.ScanFirst(probe, options)
                ? EncodePlanner.Plan(probe, options, Scan(seconds, gop))
                : EncodePlanner.Plan(probe, options).Extend(Scan(seconds, gop)));
            return plan.IsSettled
                && plan.TotalFrames == Math.Max(1, rate.Frames(seconds))
                && Covers(plan)
                && PlanJson.Write(PlanJson.Read(PlanJson.Write(plan))) == PlanJson.Write(plan)
                && PlanJson.Read(PlanJson.Write(plan)).FrameRate == plan.FrameRate;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData(PictureCodec.H264, "libx264/5.1.9/veryfast", "veryfast")]
    [InlineData(PictureCodec.Hevc, "libx265/5.1.9/superfast", "superfast")]
    [InlineData(PictureCodec.Av1, "libsvtav1/5.1.9/10", "10")]
    public void The_codec_chooses_encoder_and_preset(PictureCodec codec, string key, string preset)
    {
        EncodePlan plan = EncodePlanner.Plan(Film(600), new PlanOptions { Codec = codec, EncoderVersion = "5.1.9" });

        Assert.Equal((codec, key, preset), (plan.Codec, plan.EncoderKey, plan.Preset));
        Assert.Equal(codec, PlanJson.Read(PlanJson.Write(plan)).Codec);
    }

    [Fact]
    public void A_plan_of_before_there_was_a_choice_is_H264()
    {
        string json = PlanJson.Write(EncodePlanner.Plan(Film(600), new PlanOptions()));
        Assert.Contains("\"codec\":\"h264\",", json, StringComparison.Ordinal);

        EncodePlan old = PlanJson.Read(json.Replace("\"codec\":\"h264\",", "", StringComparison.Ordinal));

        Assert.Equal(PictureCodec.H264, old.Codec);
        Assert.Equal(json, PlanJson.Write(old));
    }

    private static bool Covers(EncodePlan plan)
    {
        long at = 0;
        foreach (Chunk chunk in plan.Chunks.Items)
        {
            bool last = chunk.Index == plan.Chunks.Count - 1;
            if (chunk.FirstFrame != at || chunk.Frames <= 0 || chunk.FirstSegment != at / plan.SegmentFrames
                || chunk.Segments != (chunk.Frames + plan.SegmentFrames - 1) / plan.SegmentFrames
                || (!last && chunk.Frames % plan.SegmentFrames != 0)
                || (last && plan.Chunks.Count > 1 && chunk.Frames < plan.SegmentFrames / 2)
                || plan.FrameRate.Seconds(chunk.Frames) > 66)
            {
                return false;
            }

            at += chunk.Frames;
        }

        return at == plan.TotalFrames;
    }

    private static EncodePlan Planned(PlanOutcome outcome) => Assert.IsType<PlanOutcome.Planned>(outcome).Plan;

    private static PacketScan Scan(double end, double gop) => new()
    {
        End = end,
        Packets = (long)(end * 25),
        LongestGop = gop,
        AverageFrameRate = 25,
        VariableFrameRate = false,
        Monotonic = true,
    };

    private static MediaProbe Film(double seconds) => new()
    {
        Formats = ["mov", "mp4"],
        Duration = TimeSpan.FromSeconds(seconds),
        Origin = 0,
        Bytes = (long)(seconds * 100_000),
        BitRate = 800_000,
        Audio = [new AudioTrack(1, "aac", 2, 48_000, "eng", null, true, 0, seconds)],
        Video = new VideoTrack
        {
            StreamIndex = 0,
            Codec = "h264",
            CodedWidth = 640,
            CodedHeight = 360,
            AverageFrameRate = new Rational(25, 1),
            BaseFrameRate = new Rational(25, 1),
            Start = 0,
            Duration = seconds,
            FrameCount = Math.Max(1, (long)(seconds * 25)),
        },
    };
}
