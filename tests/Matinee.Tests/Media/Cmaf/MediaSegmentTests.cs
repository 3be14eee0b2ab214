using FsCheck;
using FsCheck.Fluent;
using Matinee.Media.Cmaf;
using Xunit;

namespace Matinee.Tests.Media.Cmaf;

public class MediaSegmentTests
{
    [Fact]
    public void Time_count_duration_and_sync_are_those_that_were_written() =>
        Prop.ForAll(
            Gen.Choose(0, 1_000_000).Zip(Gen.Choose(1, 300)).Zip(Gen.Elements(true, false)).ToArbitrary(),
            input =>
            {
                var ((time, frames), sync) = input;

                var segment = MediaSegment.Parse(SampleBoxes.Segment(time, frames, sync));

                return segment.BaseDecodeTime == time && segment.SampleCount == frames && segment.FirstSampleIsSync == sync
                    && segment.Duration == frames * (long)SampleBoxes.TicksPerFrame && segment.MoofCount == 1;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_key_frame_range_covers_the_fragment_header_and_the_first_sample()
    {
        var bytes = SampleBoxes.Segment(frames: 3, sampleBytes: 50);

        var range = MediaSegment.Parse(bytes).KeyframeRange;

        Assert.Equal((24L, bytes.Length - 24 - 100L), (range.Offset, range.Length));
        Assert.True(bytes.AsSpan((int)range.Offset + 4).StartsWith("moof"u8));
    }

    [Fact]
    public void Fragments_are_counted_and_summed()
    {
        var segment = MediaSegment.Parse(SampleBoxes.Segment(frames: 4, fragments: 3));

        Assert.Equal((3, 12, 12L * SampleBoxes.TicksPerFrame), (segment.MoofCount, segment.SampleCount, segment.Duration));
    }

    [Fact]
    public void Samples_beyond_the_data_are_refused() =>
        Assert.Throws<CmafException>(() => MediaSegment.Parse(SampleBoxes.Segment(cut: 1)));

    [Fact]
    public void Every_cut_of_a_segment_is_refused_or_ends_between_boxes()
    {
        var bytes = SampleBoxes.Segment();

        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<CmafException>(() => MediaSegment.Parse(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void An_absurd_sample_count_is_refused_without_reading_on()
    {
        var writer = new BoxWriter();
        writer.Box("moof", moof => moof.Box("traf", traf => traf
            .FullBox("tfhd", 0, 0x020038, b => b.U32(1).U32(1).U32(1).U32(0))
            .FullBox("tfdt", 0, 0, b => b.U32(0))
            .FullBox("trun", 0, 1, b => b.U32(uint.MaxValue).U32(0))));

        Assert.Throws<CmafException>(() => MediaSegment.Parse(writer.Written));
    }
}
