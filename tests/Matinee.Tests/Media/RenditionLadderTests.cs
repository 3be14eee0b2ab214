using FsCheck;
using FsCheck.Fluent;
using Matinee.Media;
using Matinee.Media.Ladder;
using Matinee.Media.Probing;
using Xunit;

namespace Matinee.Tests.Media;

public sealed class RenditionLadderTests
{
    [Theory]
    [InlineData(1920, 1080, "1080p 720p 480p 360p 240p")]
    [InlineData(3840, 2160, "2160p 1440p 1080p 720p 480p 360p 240p")]
    [InlineData(1080, 1920, "1080p 720p 480p 360p 240p")]
    [InlineData(1920, 1088, "1080p 720p 480p 360p 240p")]
    [InlineData(1920, 800, "800p 720p 480p 360p 240p")]
    [InlineData(640, 360, "360p 240p")]
    [InlineData(426, 240, "240p")]
    [InlineData(160, 120, "120p")]
    public void Rungs_follow_the_short_side(int width, int height, string names)
    {
        Assert.Equal(names, string.Join(' ', Ladder(width, height).Select(rung => rung.Name)));
    }

    [Theory]
    [InlineData(PictureCodec.Hevc, 3_575_000, 26, "main")]
    [InlineData(PictureCodec.Av1, 3_025_000, 35, "main")]
    public void A_better_codec_has_the_same_rungs_with_fewer_bits(PictureCodec codec, int maxRate, int crf, string profile)
    {
        var plain = Ladder(1920, 1080);

        var rungs = RenditionLadder.For(Track(1920, 1080), new LadderOptions(), codec);

        Assert.Equal(plain.Select(rung => (rung.Name, rung.Width, rung.Height)), rungs.Select(rung => (rung.Name, rung.Width, rung.Height)));
        Assert.Equal((maxRate, crf, profile), (rungs[0].MaxRate, rungs[0].Crf, rungs[0].Profile));
    }

    [Fact]
    public void AV1_has_no_side_below_64()
    {
        Rendition only = Assert.Single(RenditionLadder.For(Track(120, 34), new LadderOptions(), PictureCodec.Av1));

        Assert.Equal((120, 64), (only.Width, only.Height));
    }

    [Fact]
    public void A_highest_rate_takes_away_the_rungs_that_are_no_cheaper()
    {
        var rungs = RenditionLadder.For(Track(1920, 1080), new LadderOptions { HighestRate = 1_000_000 });

        Assert.Equal([("1080p", 1_000_000), ("240p", 400_000)], rungs.Select(rung => (rung.Name, rung.MaxRate)));
    }

    [Fact]
    public void A_source_between_two_rungs_keeps_its_own_size()
    {
        Rendition top = Ladder(1920, 800)[0];

        Assert.Equal((1920, 800), (top.Width, top.Height));
    }

    [Fact]
    public void Anamorphic_pixels_become_square()
    {
        VideoTrack video = Track(720, 576) with { SampleAspect = new Rational(64, 45) };

        Rendition top = RenditionLadder.For(video, new LadderOptions())[0];

        Assert.Equal((1024, 576), (top.Width, top.Height));
    }

    [Fact]
    public void A_turned_picture_is_measured_upright()
    {
        VideoTrack video = Track(1920, 1080) with { Rotation = 90 };

        Rendition top = RenditionLadder.For(video, new LadderOptions())[0];

        Assert.Equal((1080, 1920), (top.Width, top.Height));
    }

    [Fact]
    public void Fast_motion_gets_more_bits_and_a_name_of_its_own()
    {
        VideoTrack video = Track(1280, 720) with { AverageFrameRate = new Rational(60, 1), BaseFrameRate = new Rational(60, 1) };

        Rendition top = RenditionLadder.For(video, new LadderOptions())[0];

        Assert.Equal(("720p60", 4_200_000), (top.Name, top.MaxRate));
    }

    [Fact]
    public void A_poor_source_is_not_given_more_bits_than_it_has()
    {
        Rendition top = RenditionLadder.For(Track(1920, 1080) with { BitRate = 3_000_000 }, new LadderOptions())[0];

        Assert.Equal(3_300_000, top.MaxRate);
    }

    [Theory]
    [InlineData("30/1", "30/1", "30/1")]
    [InlineData("24000/1001", "24000/1001", "24000/1001")]
    [InlineData("2997/100", "2997/100", "30000/1001")]
    [InlineData("120/1", "120/1", "60/1")]
    [InlineData("120000/1001", "120000/1001", "60000/1001")]
    [InlineData("144/1", "144/1", "48/1")]
    [InlineData("240/1", "240/1", "60/1")]
    [InlineData("25/1", "50/1", "50/1")]
    [InlineData("2341/80", "90000/1", "30000/1001")]
    [InlineData("7/2", "30/1", "30/1")]
    [InlineData("10/1", "10/1", "10/1")]
    [InlineData("1/10", "1/10", "5/1")]
    [InlineData(null, null, "30/1")]
    public void The_frame_rate_is_one_that_players_know(string? average, string? grid, string expected)
    {
        VideoTrack video = Track(640, 360) with { AverageFrameRate = Rational.TryParse(average), BaseFrameRate = Rational.TryParse(grid) };

        Assert.Equal(expected, OutputFrameRate.For(video, 60).ToString());
    }

    [Fact]
    public void No_ladder_enlarges_squashes_or_repeats()
    {
        Prop.ForAll(Sources(), video =>
        {
            (int width, int height) = video.DisplaySize;
            var rungs = RenditionLadder.For(video, new LadderOptions());
            return rungs.Length >= 1
                && rungs.Select(rung => rung.Name).Distinct().Count() == rungs.Length
                && rungs.All(rung => rung.Width % 2 == 0 && rung.Height % 2 == 0 && rung.MaxRate > 0 && rung.BufferSize >= rung.MaxRate)
                && rungs.All(rung => rung.Width <= Math.Max(16, width + 1) && rung.Height <= Math.Max(16, height + 1))
                && rungs.All(rung => rung.FrameRate == rungs[0].FrameRate && rung.FrameRate.Value is >= 5 and <= 60.13)
                && rungs.Zip(rungs.Skip(1)).All(pair => pair.First.Width >= pair.Second.Width && pair.First.MaxRate >= 1.4 * pair.Second.MaxRate)
                && rungs.All(rung => Math.Min(rung.Width, rung.Height) < 64 || Math.Abs(Math.Log((double)rung.Width / rung.Height * height / width)) < 0.05);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static Arbitrary<VideoTrack> Sources() => Arb.From(
        from width in Gen.Choose(2, 8192)
        from height in Gen.Choose(2, 4352)
        from numerator in Gen.Choose(1, 240_000)
        from denominator in Gen.Choose(1, 1001)
        from grid in Gen.Choose(1, 300)
        from bits in Gen.Choose(0, 80_000_000)
        from turn in Gen.Elements(0, 90, 180, 270)
        from aspect in Gen.Choose(1, 4)
        select Track(width, height) with
        {
            AverageFrameRate = new Rational(numerator, denominator),
            BaseFrameRate = new Rational(grid, 1),
            BitRate = bits,
            Rotation = turn,
            SampleAspect = new Rational(aspect, 2),
        });

    private static System.Collections.Immutable.ImmutableArray<Rendition> Ladder(int width, int height) =>
        RenditionLadder.For(Track(width, height), new LadderOptions());

    private static VideoTrack Track(int width, int height) => new()
    {
        StreamIndex = 0,
        Codec = "h264",
        CodedWidth = width,
        CodedHeight = height,
        AverageFrameRate = new Rational(25, 1),
        BaseFrameRate = new Rational(25, 1),
    };
}
