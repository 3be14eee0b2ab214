using Matinee.App.Streams.Rows;
using Xunit;

namespace Matinee.Tests.Streams;

public sealed class TrackProgressTests
{
    private const long Second = 1_000_000;

    private readonly TrackRow _track = TrackRow.New("720p", SegmentFormats.Fragmented, 10);

    [Fact]
    public void The_first_segment_was_captured_before_it_came()
    {
        var first = Push(10, starts: 0, arrivedAt: 100_000);

        Assert.Equal(100 * Second - 6 * Second, first.ProgramUs);
        Assert.False(first.Discontinuity);
    }

    [Fact]
    public void Time_of_day_goes_on_with_the_media_and_not_with_the_arrivals()
    {
        var first = Push(10, starts: 0, arrivedAt: 100_000);
        var second = Push(11, starts: 6 * Second, arrivedAt: 109_000);

        Assert.Equal(first.ProgramUs + 6 * Second, second.ProgramUs);
        Assert.False(second.Discontinuity);
    }

    [Theory]
    [InlineData(6.9, false)]
    [InlineData(7.1, true)]
    [InlineData(5.1, false)]
    [InlineData(0, true)]
    public void A_jump_of_more_than_a_second_is_a_discontinuity(double starts, bool expected)
    {
        Push(10, starts: 0);

        Assert.Equal(expected, Push(11, starts: (long)(starts * Second)).Discontinuity);
    }

    [Fact]
    public void After_a_gap_the_media_may_be_ahead_by_it()
    {
        Push(10, starts: 0);
        Gap();

        Assert.False(Push(12, starts: 12 * Second).Discontinuity);
    }

    [Fact]
    public void Another_start_or_another_init_segment_is_a_discontinuity_and_they_are_counted()
    {
        Push(10, starts: 0);

        Assert.Equal((true, 1), Told(Push(11, starts: 6 * Second, epoch: 2)));
        Assert.Equal((false, 1), Told(Push(12, starts: 12 * Second, epoch: 2)));
        Assert.Equal((true, 2), Told(Push(13, starts: 18 * Second, epoch: 2, init: 2)));
    }

    [Fact]
    public void A_transport_stream_may_wrap_its_clock()
    {
        _track.Format = SegmentFormats.Transport;
        var wrap = (1L << 33) * 100 / 9;
        Push(10, starts: wrap - 6 * Second);

        Assert.False(Push(11, starts: 0).Discontinuity);
    }

    [Fact]
    public void Variants_break_and_tell_the_time_at_the_same_numbers()
    {
        var sibling = new SegmentRow { Msn = 11, ProgramUs = 77 * Second, Discontinuity = true, Discontinuities = 5, Epoch = 1 };
        Push(10, starts: 0);

        var segment = Push(11, starts: 6 * Second, sibling: sibling);

        Assert.True(segment.Discontinuity);
        Assert.Equal(77 * Second, segment.ProgramUs);
    }

    [Fact]
    public void A_variant_that_joins_counts_on_from_the_others()
    {
        var segment = Push(10, starts: 0, sibling: new SegmentRow { Msn = 10, ProgramUs = 5, Discontinuities = 3, Epoch = 1 });

        Assert.Equal((false, 3), Told(segment));
    }

    [Fact]
    public void What_the_publisher_says_of_the_time_stands()
    {
        Push(10, starts: 0);

        Assert.Equal(42, Push(11, starts: 6 * Second, program: 42).ProgramUs);
    }

    private static (bool, long) Told(SegmentRow segment) => (segment.Discontinuity, segment.Discontinuities);

    private SegmentRow Push(long msn, long starts, long arrivedAt = 50_000, int epoch = 1, int init = 1, long? program = null, SegmentRow? sibling = null)
    {
        var segment = new SegmentRow
        {
            Variant = "720p", Msn = msn, Epoch = epoch, InitNumber = init, ObjectKey = "k", Bytes = 100, DurationUs = 6 * Second, StartsUs = starts, ArrivedAt = arrivedAt, ProgramUs = program,
        };
        TrackProgress.Publish(_track, segment, sibling);
        Assert.Equal(msn + 1, _track.NextMsn);
        return segment;
    }

    private void Gap()
    {
        var gap = TrackProgress.PublishGap(_track, 6 * Second, null, 0);
        Assert.Null(gap.ObjectKey);
    }
}
