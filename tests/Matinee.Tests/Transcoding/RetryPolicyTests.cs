using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Transcoding;
using Xunit;

namespace Matinee.Tests.Transcoding;

public sealed class RetryPolicyTests
{
    private static readonly TranscodingOptions Options = new();

    [Fact]
    public void A_task_has_four_attempts_in_all()
    {
        var decisions = Enumerable.Range(1, 5).Select(n => RetryPolicy.AfterFailure(FaultClass.Worker, n, 1, 0.5, Options).WillRetry);

        Assert.Equal([true, true, true, false, false], decisions);
    }

    [Fact]
    public void What_is_wrong_with_the_source_is_not_tried_again() =>
        Assert.False(RetryPolicy.AfterFailure(FaultClass.Input, 1, 0, 0.5, Options).WillRetry);

    [Fact]
    public void What_three_workers_have_failed_is_given_up_before_the_fourth_attempt()
    {
        Assert.True(RetryPolicy.AfterFailure(FaultClass.Worker, 3, 2, 0.5, Options).WillRetry);
        Assert.False(RetryPolicy.AfterFailure(FaultClass.Worker, 3, 3, 0.5, Options).WillRetry);
        Assert.False(RetryPolicy.AfterFailure(FaultClass.Verification, 3, 3, 0.5, Options).WillRetry);
    }

    [Fact]
    public void An_outage_of_the_store_is_no_agreement_of_the_workers() =>
        Assert.True(RetryPolicy.AfterFailure(FaultClass.Infrastructure, 3, 3, 0.5, Options).WillRetry);

    [Fact]
    public void The_wait_doubles_from_five_seconds()
    {
        var waits = Enumerable.Range(1, 3).Select(n => RetryPolicy.AfterFailure(FaultClass.Verification, n, 1, 0.5, Options).Delay);

        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)], waits);
    }

    [Fact]
    public void The_wait_is_bounded_and_spread_by_a_quarter_each_way()
    {
        var options = new TranscodingOptions { RetryAttempts = 20 };

        Prop.ForAll(Gen.Choose(1, 20).Zip(Gen.Choose(0, 999)).ToArbitrary(), drawn =>
        {
            var (failures, thousandths) = drawn;
            var wait = RetryPolicy.AfterFailure(FaultClass.Infrastructure, failures, 0, thousandths / 1000.0, options).Delay;
            var middle = Math.Min(5 * Math.Pow(2, failures - 1), 300);
            return wait is { } w && w.TotalSeconds >= middle * 0.75 - 0.001 && w.TotalSeconds <= middle * 1.25;
        }).QuickCheckThrowOnFailure();
    }
}
