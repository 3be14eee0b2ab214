using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Scaling;
using Xunit;

namespace Matinee.Tests.Scaling;

public sealed class ScalingPolicyTests
{
    private static readonly ScalingRules Rules = new(2, 10, 0.8, 0.3, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), Step: 2);

    private static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_backlog_grows_by_a_step_and_says_why()
    {
        var verdict = ScalingPolicy.Decide(Rules, Look(workers: 2, load: 20), default);

        Assert.Equal((4, "busy"), (verdict.Wanted, verdict.Code));
        Assert.Contains("10.00 is at or above 0.80", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_than_the_least_are_replaced_without_waiting()
    {
        var verdict = ScalingPolicy.Decide(Rules, Look(workers: 0, load: 0), new ScalingMemory(Start, Start, null));

        Assert.Equal((2, "below_min"), (verdict.Wanted, verdict.Code));
    }

    [Fact]
    public void A_lowered_maximum_is_approached_by_steps()
    {
        var verdict = ScalingPolicy.Decide(Rules with { Max = 4 }, Look(workers: 9, load: 100), new ScalingMemory(Start, null, null));

        Assert.Equal((7, "above_max"), (verdict.Wanted, verdict.Code));
    }

    [Fact]
    public void Between_the_thresholds_nothing_moves()
    {
        Assert.All(Enumerable.Range(4, 3), load => Assert.Equal("steady", ScalingPolicy.Decide(Rules, Look(workers: 10, load), default).Code));
    }

    [Fact]
    public void Slots_of_others_are_counted_before_anybody_is_started()
    {
        var look = new ScalingLook(Start, Workers: 2, SlotsPerWorker: 1, OtherSlots: 30, Busy: 20, Waiting: 0);

        Assert.Equal((2, "steady"), Verdict(look));

        static (int, string) Verdict(ScalingLook look) => ScalingPolicy.Decide(Rules, look, default) is var v ? (v.Wanted, v.Code) : default;
    }

    [Fact]
    public void A_quiet_moment_is_not_low_enough_for_long_enough()
    {
        var memory = new ScalingMemory(null, null, Start - Rules.DownCooldown + TimeSpan.FromSeconds(1));

        Assert.Equal("cooling", ScalingPolicy.Decide(Rules, Look(workers: 8, load: 0), memory).Code);
        Assert.Equal((6, "idle"), ScalingPolicy.Decide(Rules, Look(workers: 8, load: 0), memory with { LowSince = Start - Rules.DownCooldown }) is var v ? (v.Wanted, v.Code) : default);
    }

    [Fact]
    public void Under_any_constant_load_the_count_moves_one_way_and_rests() =>
        Prop.ForAll(Rule.ToArbitrary(), Gen.Choose(0, 200).Two().ToArbitrary(), (rules, draw) =>
        {
            var (load, begin) = (draw.Item1, draw.Item2 % 21);
            var trace = Run(rules, begin, Enumerable.Repeat(load, 2_000));
            var turns = trace.Select(s => Math.Sign(s.After - s.Before)).Where(sign => sign != 0).Distinct().Count();

            Assert.True(turns <= 1, $"{rules} flapped under a load of {load}: {string.Join(' ', trace.Select(s => s.After).Distinct())}");
            Assert.Equal(trace[^500].After, trace[^1].After);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Over_any_trace_each_change_is_bounded_due_and_deserved() =>
        Prop.ForAll(Rule.ToArbitrary(), Gen.Choose(0, 60).ArrayOf(400).ToArbitrary(), (rules, loads) =>
        {
            var trace = Run(rules, rules.Min, loads);
            for (var i = 0; i < trace.Count; i++)
            {
                var step = trace[i];
                Assert.InRange(step.After, rules.Min, rules.Max);
                Assert.InRange(Math.Abs(step.After - step.Before), 0, rules.Step);
                if (step.After > step.Before)
                {
                    Assert.True(step.Utilisation >= rules.UpAt);
                    Assert.DoesNotContain(Since(trace, i, rules.UpCooldown), other => other.After > other.Before);
                }
                else if (step.After < step.Before)
                {
                    // Low at every look of the whole cooldown, and nothing changed in it: no swing that is shorter can move the count twice.
                    Assert.All(Since(trace, i, rules.DownCooldown), other => Assert.True(other.Utilisation <= rules.DownAt && other.After == other.Before));
                }
            }
        }).QuickCheckThrowOnFailure();

    private static Gen<ScalingRules> Rule =>
        from min in Gen.Choose(0, 5)
        from more in Gen.Choose(1, 15)
        from down in Gen.Choose(5, 60)
        from gap in Gen.Choose(1, 39)
        from up in Gen.Choose(0, 60)
        from cool in Gen.Choose(0, 120)
        from step in Gen.Choose(1, 6)
        select new ScalingRules(min, min + more, (down + gap) / 100d, down / 100d, TimeSpan.FromSeconds(up), TimeSpan.FromSeconds(cool), step);

    private static ScalingLook Look(int workers, int load) => new(Start, workers, 1, 0, Busy: Math.Min(load, workers), Waiting: Math.Max(0, load - workers));

    private static List<TraceStep> Run(ScalingRules rules, int workers, IEnumerable<int> loads)
    {
        List<TraceStep> trace = [];
        var (at, memory) = (Start, default(ScalingMemory));
        foreach (var load in loads)
        {
            var look = Look(workers, load) with { At = at };
            var verdict = ScalingPolicy.Decide(rules, look, memory);
            trace.Add(new TraceStep(at, workers, verdict.Wanted, look.Utilisation));
            (workers, memory, at) = (verdict.Wanted, verdict.Memory, at + TimeSpan.FromSeconds(5));
        }

        return trace;
    }

    /// <summary>The looks before one that lie within a time of it.</summary>
    private static IEnumerable<TraceStep> Since(List<TraceStep> trace, int index, TimeSpan within) =>
        trace.Take(index).Where(step => trace[index].At - step.At < within);

    private sealed record TraceStep(DateTimeOffset At, int Before, int After, double Utilisation);
}
