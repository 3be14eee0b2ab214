using Matinee.Media.Cmaf;
using Xunit;

namespace Matinee.Tests.Media.Cmaf;

public class SegmentCheckTests
{
    private static readonly InitSegment Init = InitSegment.Parse(SampleBoxes.VideoInit());
    private static readonly SegmentExpectation Expected = new(2, FirstFrame: 8, Frames: 4, SampleBoxes.Timescale, 30, 1, Init.Sha256);

    [Fact]
    public void The_planned_segment_is_accepted_with_its_facts()
    {
        var verdict = SegmentCheck.Verify(Expected, Init, SampleBoxes.Segment(baseTime: 8 * 512));

        Assert.Equal(4, Assert.IsType<SegmentVerdict.Accepted>(verdict).Segment.SampleCount);
    }

    [Fact]
    public void Pictures_may_be_decoded_out_of_order_when_the_first_is_shown_first() =>
        Assert.IsType<SegmentVerdict.Accepted>(SegmentCheck.Verify(Expected, Init, SampleBoxes.Segment(8 * 512, reordering: [0, 1024, -512, -512])));

    [Fact]
    public void The_first_segment_of_a_rendition_names_the_init() =>
        Assert.IsType<SegmentVerdict.Accepted>(SegmentCheck.Verify(Expected with { InitSha256 = null }, Init, SampleBoxes.Segment(baseTime: 8 * 512)));

    [Fact]
    public void Each_way_of_being_wrong_has_its_code()
    {
        var right = 8 * 512;
        Refused("verify_frames", SampleBoxes.Segment(right, frames: 3));
        Refused("verify_time", SampleBoxes.Segment(0));
        Refused("verify_time", SampleBoxes.Segment(right + 1));
        Refused("verify_presentation", SampleBoxes.Segment(right, reordering: [1024, 2048, 0, -512]));
        Refused("verify_presentation", SampleBoxes.Segment(right, reordering: [0, 0, -2048, 0]));
        Refused("verify_keyframe", SampleBoxes.Segment(right, sync: false));
        Refused("verify_fragments", SampleBoxes.Segment(right, frames: 2, fragments: 2));
        Refused("verify_duration", SampleBoxes.Segment(right, ticks: 511));
        Refused("verify_track", SampleBoxes.Segment(right, trackId: 2));
        Refused("verify_boxes", SampleBoxes.Segment(right, cut: 3));
        Refused("verify_boxes", []);
        Refused("verify_timescale", SampleBoxes.Segment(right), Expected with { Timescale = 30000 });
    }

    [Fact]
    public void Another_encoder_shows_in_the_init()
    {
        var other = InitSegment.Parse(SampleBoxes.VideoInit(note: "Lavf60"));

        var verdict = SegmentCheck.Verify(Expected, other, SampleBoxes.Segment(baseTime: 8 * 512));

        Assert.Equal("verify_init", Assert.IsType<SegmentVerdict.Refused>(verdict).Code);
    }

    [Fact]
    public void A_timescale_that_the_rate_does_not_divide_allows_one_tick()
    {
        var init = Init with { Timescale = 1000 };
        var expected = new SegmentExpectation(1, 4, 4, 1000, 30, 1, null);

        Assert.IsType<SegmentVerdict.Accepted>(SegmentCheck.Verify(expected, init, SampleBoxes.Segment(134, ticks: 33)));
        Assert.IsType<SegmentVerdict.Refused>(SegmentCheck.Verify(expected, init, SampleBoxes.Segment(135, ticks: 33)));
    }

    [Fact]
    public void Audio_continues_where_it_ended()
    {
        var init = InitSegment.Parse(SampleBoxes.AudioInit());
        var bytes = SampleBoxes.Segment(192512, frames: 188, ticks: 1024);

        Assert.IsType<SegmentVerdict.Accepted>(SegmentCheck.VerifyAudio(1, 192512, init.Sha256, init, bytes));
        Assert.Equal("verify_time", Assert.IsType<SegmentVerdict.Refused>(SegmentCheck.VerifyAudio(1, 191488, init.Sha256, init, bytes)).Code);
    }

    private static void Refused(string code, byte[] bytes, SegmentExpectation? expected = null)
    {
        var refused = Assert.IsType<SegmentVerdict.Refused>(SegmentCheck.Verify(expected ?? Expected, Init, bytes));
        Assert.Equal(code, refused.Code);
        Assert.Contains("2", refused.Reason, StringComparison.Ordinal);
    }
}
