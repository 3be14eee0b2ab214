using Matinee.Media.Cmaf;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.Tests.Media.Cmaf;

public sealed class MuxedSegmentTests
{
    private static readonly MuxedInit Init = MuxedInit.Parse(SampleBoxes.VideoInit());

    [Fact]
    public void An_init_tells_its_tracks_and_its_codecs_once()
    {
        Assert.Equal("avc1.64001f", Init.Codecs);
        Assert.Equal(CmafTrackKind.Video, Init.Main.Kind);
        Assert.Equal(CmafTrackKind.Audio, MuxedInit.Parse(SampleBoxes.AudioInit()).Main.Kind);
    }

    [Fact]
    public void A_segment_is_as_long_as_its_fragments_together()
    {
        var segment = MuxedSegment.Parse(SampleBoxes.Segment(baseTime: 5120, frames: 4, fragments: 3), Init);

        Assert.Equal(new MuxedSegment(5120, 12 * SampleBoxes.TicksPerFrame, 12, StartsWithKey: true), segment);
    }

    [Fact]
    public void A_segment_that_begins_with_another_picture_says_so() =>
        Assert.False(MuxedSegment.Parse(SampleBoxes.Segment(sync: false), Init).StartsWithKey);

    [Fact]
    public void A_segment_of_a_track_that_the_init_does_not_describe_is_refused() =>
        Assert.Contains("track 1", Assert.Throws<CmafException>(() => MuxedSegment.Parse(SampleBoxes.Segment(trackId: 7), Init)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_segment_that_was_cut_off_is_refused() =>
        Assert.Throws<CmafException>(() => MuxedSegment.Parse(SampleBoxes.Segment().AsSpan(..^20), Init));

    [Fact]
    public void The_init_in_front_of_a_segment_is_found()
    {
        var init = SampleBoxes.VideoInit();

        Assert.Equal(init.Length, MuxedInit.LengthIn([.. init, .. SampleBoxes.Segment()]));
        Assert.Equal(0, MuxedInit.LengthIn(SampleBoxes.Segment()));
    }

    [Fact]
    public void Mutated_bytes_throw_only_their_own_exception()
    {
        byte[] seed = [.. SampleBoxes.VideoInit(), .. SampleBoxes.Segment(fragments: 2)];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Mutation.Of(seed, i);
            try
            {
                var length = MuxedInit.LengthIn(bytes);
                MuxedSegment.Parse(bytes.AsSpan(length), length > 0 ? MuxedInit.Parse(bytes.AsSpan(0, length)) : Init);
            }
            catch (CmafException)
            {
                continue;
            }
            catch (Exception e)
            {
                Assert.Fail($"Case {i}: {e}");
            }
        }
    }
}
