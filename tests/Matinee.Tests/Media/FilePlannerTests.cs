using Matinee.Media;
using Matinee.Media.Planning;
using Matinee.Media.Probing;
using Xunit;

namespace Matinee.Tests.Media;

public sealed class FilePlannerTests
{
    [Theory]
    [InlineData(null, null, 1920, 1080)]
    [InlineData(1280, null, 1280, 720)]
    [InlineData(1280, 400, 712, 400)]
    [InlineData(4000, 4000, 1920, 1080)]
    [InlineData(101, null, 102, 56)]
    public void The_picture_fits_into_the_size_with_its_aspect_and_even_sides(int? width, int? height, int expectedWidth, int expectedHeight)
    {
        FilePlan plan = Planned(Film(), new FileOutputSpec { Width = width, Height = height });

        Assert.Equal((expectedWidth, expectedHeight), (plan.Width, plan.Height));
    }

    [Fact]
    public void A_turned_picture_is_measured_as_it_is_shown()
    {
        FilePlan plan = Planned(Film() with { Video = Film().Video! with { Rotation = 90 } }, new FileOutputSpec { Height = 640 }); // Film has a picture.

        Assert.Equal((360, 640), (plan.Width, plan.Height));
    }

    [Theory]
    [InlineData("mp4", null, null, FilePicture.H264, FileSound.Aac)]
    [InlineData("mkv", null, null, FilePicture.H264, FileSound.Aac)]
    [InlineData("webm", null, null, FilePicture.Av1, FileSound.Opus)]
    [InlineData("MP4", "HEVC", "Copy", FilePicture.Hevc, FileSound.Copy)]
    public void Words_are_read_and_what_is_missing_suits_the_container(string container, string? video, string? audio, FilePicture picture, FileSound sound)
    {
        FileOutputSpec spec = FileOutputSpec.Of(container, video, audio);

        Assert.Equal((picture, sound), (spec.Picture, spec.Sound));
    }

    [Theory]
    [InlineData("avi", null, "mp4, mkv, webm")]
    [InlineData("mp4", "vp9", "h264, hevc, av1, copy, none")]
    [InlineData("mp4", "0", "h264")]
    public void An_unknown_word_is_answered_with_the_known_ones(string container, string? video, string known)
    {
        var refused = Assert.Throws<ArgumentException>(() => FileOutputSpec.Of(container, video, null));

        Assert.Contains(known, refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<FileOutputSpec, string> Contradictions => new()
    {
        { new FileOutputSpec { VideoBitRate = 1_000_000, Crf = 20 }, "rate_and_crf" },
        { new FileOutputSpec { Picture = FilePicture.Copy, VideoBitRate = 1_000_000 }, "rate_without_encode" },
        { new FileOutputSpec { Picture = FilePicture.None, Crf = 20 }, "rate_without_encode" },
        { new FileOutputSpec { Picture = FilePicture.Copy, Width = 640 }, "size_without_encode" },
        { new FileOutputSpec { Sound = FileSound.Copy, AudioBitRate = 96_000 }, "audio_rate_without_encode" },
        { new FileOutputSpec { Width = 8 }, "size_out_of_range" },
        { new FileOutputSpec { Height = 100_000 }, "size_out_of_range" },
        { new FileOutputSpec { VideoBitRate = 1 }, "rate_out_of_range" },
        { new FileOutputSpec { AudioBitRate = 1_000_000 }, "rate_out_of_range" },
        { new FileOutputSpec { Crf = 60 }, "crf_out_of_range" },
        { new FileOutputSpec { Crf = 64, Picture = FilePicture.Av1 }, "crf_out_of_range" },
        { new FileOutputSpec { Picture = FilePicture.None, Sound = FileSound.None }, "nothing_left" },
        { FileOutputSpec.Of("webm", "h264", null), "codec_not_in_container" },
        { FileOutputSpec.Of("webm", "av1", "aac"), "codec_not_in_container" },
        { FileOutputSpec.Of("webm", "copy", null), "codec_not_in_container" },
        { FileOutputSpec.Of("mp4", "h264", "copy"), "codec_not_in_container" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void What_does_not_go_together_is_refused(FileOutputSpec spec, string code)
    {
        MediaProbe probe = Film() with { Audio = [Film().Audio[0] with { Codec = "wmav2" }] };

        var refused = Assert.IsType<FilePlanOutcome.Refused>(FilePlanner.Plan(probe, spec));

        Assert.Equal(code, refused.Code);
        Assert.EndsWith(".", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_codec_has_its_own_rate_factor()
    {
        Assert.Equal(
            [22, 26, 35],
            ((FilePicture[])[FilePicture.H264, FilePicture.Hevc, FilePicture.Av1]).Select(picture => Planned(Film(), new FileOutputSpec { Picture = picture }).Crf));
        Assert.Equal("libx265", Planned(Film(), new FileOutputSpec { Picture = FilePicture.Hevc }).Encoder);
        Assert.Null(Planned(Film(), new FileOutputSpec { Picture = FilePicture.Copy }).Encoder);
    }

    [Fact]
    public void The_length_in_frames_is_known_where_the_header_tells_it()
    {
        Assert.Equal(1_500, Planned(Film(), new FileOutputSpec()).Frames);
        Assert.Null(Planned(Film() with { Duration = TimeSpan.Zero, Video = Film().Video! with { Duration = null } }, new FileOutputSpec()).Frames); // Film has a picture.
    }

    private static FilePlan Planned(MediaProbe probe, FileOutputSpec spec) => Assert.IsType<FilePlanOutcome.Planned>(FilePlanner.Plan(probe, spec)).Plan;

    private static MediaProbe Film() => new()
    {
        Formats = ["mov", "mp4"],
        Duration = TimeSpan.FromSeconds(60),
        Origin = 0,
        Bytes = 6_000_000,
        BitRate = 800_000,
        Audio = [new AudioTrack(1, "aac", 2, 48_000, "eng", null, true, 0, 60)],
        Video = new VideoTrack
        {
            StreamIndex = 0,
            Codec = "h264",
            CodedWidth = 1920,
            CodedHeight = 1080,
            AverageFrameRate = new Rational(25, 1),
            BaseFrameRate = new Rational(25, 1),
            Start = 0,
            Duration = 60,
            FrameCount = 1_500,
        },
    };
}
