using System.Security.Cryptography;
using Matinee.Media.Cmaf;
using Xunit;

namespace Matinee.Tests.Media.Cmaf;

public class InitSegmentTests
{
    [Fact]
    public void A_video_track_tells_its_size_timescale_and_codec()
    {
        var bytes = SampleBoxes.VideoInit();

        var init = InitSegment.Parse(bytes);

        Assert.Equal((CmafTrackKind.Video, 1u, 15360u), (init.Kind, init.TrackId, init.Timescale));
        Assert.Equal((1280, 720, "avc1.64001f"), (init.Width, init.Height, init.Codecs));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), init.Sha256);
    }

    [Fact]
    public void An_audio_track_tells_its_object_type_channels_and_rate()
    {
        var init = InitSegment.Parse(SampleBoxes.AudioInit());

        Assert.Equal((CmafTrackKind.Audio, "mp4a.40.2", 2, 48000), (init.Kind, init.Codecs, init.Channels, init.SampleRate));
    }

    [Fact]
    public void An_escaped_audio_object_type_is_read()
    {
        // 31 in five bits, then 42 - 32 = 10 in six: xHE-AAC.
        byte[] esds = [3, 22, 0, 1, 0, 4, 17, 0x40, 0x15, 0, 0, 0, 0, 1, 0xF4, 0, 0, 1, 0xF4, 0, 5, 2, 0b1111_1001, 0b0100_0000];

        Assert.Equal("mp4a.40.42", InitSegment.Parse(SampleBoxes.AudioInit(esds)).Codecs);
    }

    [Theory]
    // Main, compatible with profiles 1 and 2, main tier, level 3.1, one constraint byte.
    [InlineData("01 01 60 00 00 00 90 00 00 00 00 00 5D", "hvc1.1.6.L93.90")]
    // Main 10, level 5.1, high tier, no constraint bytes.
    [InlineData("01 22 20 00 00 00 00 00 00 00 00 00 99", "hvc1.2.4.H153")]
    public void Hevc_is_named_as_its_configuration_says(string record, string codecs) =>
        Assert.Equal(codecs, InitSegment.Parse(SampleBoxes.VideoInit("hvc1", "hvcC", Bytes(record))).Codecs);

    [Theory]
    [InlineData("81 05 0C 00", "av01.0.05M.08")]
    [InlineData("81 08 4C 00", "av01.0.08M.10")]
    [InlineData("81 4D E0 00", "av01.2.13H.12")]
    public void Av1_is_named_as_its_configuration_says(string record, string codecs) =>
        Assert.Equal(codecs, InitSegment.Parse(SampleBoxes.VideoInit("av01", "av1C", Bytes(record))).Codecs);

    [Fact]
    public void A_muxed_init_is_refused() =>
        Assert.Throws<CmafException>(() => InitSegment.Parse(SampleBoxes.VideoInit(tracks: 2)));

    [Fact]
    public void An_unknown_codec_is_refused_by_name() =>
        Assert.Contains("vp08", Assert.Throws<CmafException>(() => InitSegment.Parse(SampleBoxes.VideoInit("vp08"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_media_segment_is_not_an_init() =>
        Assert.Throws<CmafException>(() => InitSegment.Parse(SampleBoxes.Segment()));

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
