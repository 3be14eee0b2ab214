using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Streams.Rows;
using Xunit;

namespace Matinee.Tests.Streams;

public sealed class SegmentOrderTests
{
    private const long Wait = 3000;

    [Fact]
    public void What_is_next_is_published_at_once() => Assert.Equal([Shown(5), Shown(6)], Advance(5, 0, Held(5), Held(6)));

    [Fact]
    public void What_comes_early_waits_for_the_one_before_it() => Assert.Empty(Advance(5, 0, Held(6)));

    [Fact]
    public void What_has_waited_long_enough_passes_a_gap() => Assert.Equal([Missing(5), Missing(6), Shown(7)], Advance(5, 0, Held(7, arrivedAt: -Wait)));

    [Fact]
    public void A_later_one_that_waited_lets_the_earlier_go_too() =>
        Assert.Equal([Missing(5), Shown(6), Missing(7), Shown(8)], Advance(5, 0, Held(6), Held(8, arrivedAt: -Wait)));

    [Fact]
    public void Only_what_waits_behind_a_gap_counts() => Assert.Equal([Missing(5), Shown(6)], Advance(5, 0, Held(6, arrivedAt: -Wait), Held(8)));

    [Fact]
    public void What_is_missing_from_before_this_start_is_not_waited_for() =>
        Assert.Equal([Missing(5), Missing(6), Shown(7)], Advance(5, 7, Held(7)));

    [Fact]
    public void Numbers_before_this_start_are_given_up_and_those_of_it_waited_for() => Assert.Equal([Missing(5), Missing(6)], Advance(5, 7, Held(8)));

    [Fact]
    public void Whatever_comes_in_whatever_order_is_published_once_in_order_and_without_a_hole()
    {
        var arrivals =
            from next in Gen.Choose(0, 20)
            from numbers in Gen.Choose(0, 40).ListOf(12)
            from ages in Gen.Choose(0, 6000).ListOf(12)
            from @base in Gen.Choose(0, 30)
            select (Next: (long)next, Base: (long)@base, Held: numbers.Distinct().Order().Where(n => n >= next)
                .Select((n, i) => new HeldSegment(n, -ages[i % ages.Count])).ToArray());

        Prop.ForAll(arrivals.ToArbitrary(), sample =>
        {
            var steps = SegmentOrder.Advance(sample.Next, sample.Base, sample.Held, 0, Wait);
            var held = sample.Held.Select(segment => segment.Msn).ToHashSet();

            Assert.Equal(Enumerable.Range(0, steps.Count).Select(i => sample.Next + i), steps.Select(step => step.Msn));
            Assert.All(steps, step => Assert.Equal(step.IsGap, !held.Contains(step.Msn)));
            // Nobody waits for longer than the wait.
            var last = steps.Count == 0 ? sample.Next - 1 : steps[^1].Msn;
            Assert.DoesNotContain(sample.Held, segment => segment.Msn > last && segment.ArrivedAt + Wait <= 0);
        }).QuickCheckThrowOnFailure();
    }

    private static IReadOnlyList<OrderStep> Advance(long next, long @base, params HeldSegment[] held) => SegmentOrder.Advance(next, @base, held, 0, Wait);

    private static HeldSegment Held(long msn, long arrivedAt = 0) => new(msn, arrivedAt);

    private static OrderStep Shown(long msn) => new(msn, IsGap: false);

    private static OrderStep Missing(long msn) => new(msn, IsGap: true);
}
