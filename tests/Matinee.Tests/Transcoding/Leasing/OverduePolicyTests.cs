using Matinee.App.Transcoding.Leasing;
using Xunit;

namespace Matinee.Tests.Transcoding.Leasing;

public sealed class OverduePolicyTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(300);

    [Fact]
    public void Silence_counts_before_anything_else() =>
        Assert.Equal(AttemptVerdict.Silent, Judge(new(true, Seconds(900), Seconds(9000), Seconds(1), 0, 100)));

    [Theory]
    [InlineData(null, 299, nameof(AttemptVerdict.Fine))]
    [InlineData(null, 301, nameof(AttemptVerdict.Stalled))]
    [InlineData(4.0, 59, nameof(AttemptVerdict.Fine))]
    [InlineData(4.0, 61, nameof(AttemptVerdict.Stalled))]
    [InlineData(20.0, 99, nameof(AttemptVerdict.Fine))]
    [InlineData(20.0, 101, nameof(AttemptVerdict.Stalled))]
    [InlineData(500.0, 301, nameof(AttemptVerdict.Stalled))]
    public void What_stands_still_is_taken_back_after_five_times_the_expected_within_a_minute_and_the_task_timeout(double? expected, double still, string verdict) =>
        Assert.Equal(verdict, Judge(new(false, Seconds(still), Seconds(still), expected is { } e ? Seconds(e) : null, 1, 100)).ToString());

    [Fact]
    public void A_shorter_task_timeout_goes_before_the_minute() =>
        Assert.Equal(AttemptVerdict.Stalled, OverduePolicy.Judge(new(false, Seconds(6), Seconds(6), Seconds(4), 1, 100), Seconds(5)));

    [Fact]
    public void Work_without_a_counter_has_the_time_that_its_file_takes_to_read() =>
        Assert.Equal(AttemptVerdict.Fine, Judge(new(false, Seconds(550), Seconds(550), Seconds(60), 0, 0)));

    [Theory]
    [InlineData(10, 599, nameof(AttemptVerdict.Fine))]
    [InlineData(10, 601, nameof(AttemptVerdict.TooLong))]
    [InlineData(120, 1199, nameof(AttemptVerdict.Fine))]
    [InlineData(120, 1201, nameof(AttemptVerdict.TooLong))]
    public void What_moves_but_takes_ten_times_the_expected_and_ten_minutes_is_taken_back(double expected, double elapsed, string verdict) =>
        Assert.Equal(verdict, Judge(new(false, Seconds(1), Seconds(elapsed), Seconds(expected), 50, 100)).ToString());

    [Fact]
    public void What_nobody_has_measured_is_left_alone_while_it_moves() =>
        Assert.Equal(AttemptVerdict.Fine, Judge(new(false, Seconds(10), Seconds(7200), null, 10, 1000)));

    [Theory]
    [InlineData(30, 10, 10, 100, true)]
    [InlineData(19, 10, 10, 100, false)]
    [InlineData(30, 10, 90, 100, false)]
    [InlineData(30, 10, 0, 100, true)]
    [InlineData(4, 1, 0, 100, false)]
    public void A_straggler_is_twice_as_late_and_further_from_its_end_than_a_new_attempt(double elapsed, double expected, long frames, long total, bool straggles) =>
        Assert.Equal(straggles, StragglerPolicy.IsStraggler(Seconds(elapsed), Seconds(expected), frames, total));

    [Fact]
    public void A_quarantine_doubles_up_to_six_hours()
    {
        var times = Enumerable.Range(0, 40).Select(n => WorkerQuarantine.CoolDown(n, TimeSpan.FromMinutes(5))).ToArray();

        Assert.Equal([5, 10, 20], times.Take(3).Select(time => time.TotalMinutes));
        Assert.Equal(TimeSpan.FromHours(6), times.Max());
        Assert.Equal(times.Order(), times);
    }

    private static AttemptVerdict Judge(AttemptAge age) => OverduePolicy.Judge(age, Timeout);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
