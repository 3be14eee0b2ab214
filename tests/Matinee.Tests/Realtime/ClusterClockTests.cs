using Matinee.Realtime.Brokers;
using Matinee.Realtime.Clocks;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Realtime;

public sealed class ClusterClockTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Nodes_whose_wall_clocks_differ_agree_once_they_have_asked()
    {
        var reference = new Reference(_time);
        var here = new ClusterClock(reference, _time);
        var there = new ClusterClock(reference, new ManualTime(_time.GetUtcNow().AddSeconds(37)));

        await here.SampleAsync(CancellationToken.None);
        await there.SampleAsync(CancellationToken.None);

        Assert.Equal(here.Milliseconds, there.Milliseconds, 0.001);
        Assert.Equal(reference.Now, here.Milliseconds, 0.001);
    }

    [Fact]
    public async Task The_sample_that_was_answered_fastest_counts()
    {
        var reference = new Reference(_time);
        reference.Delays = [(300, 0), (40, 0), (0, 2), (90, 0)];
        var clock = new ClusterClock(reference, _time);

        await clock.SampleAsync(CancellationToken.None);

        Assert.InRange(clock.Uncertainty, 0.9, 25); // half of 2 ms, and the way to it
        _time.Advance(TimeSpan.FromMinutes(2));
        await clock.SampleAsync(CancellationToken.None);
        Assert.Equal(reference.Now, clock.Milliseconds, 1.1);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    [InlineData(-37_000)]
    public async Task A_new_reference_is_taken_over_without_a_jump_and_never_backward(double difference)
    {
        var reference = new Reference(_time);
        var clock = new ClusterClock(reference, _time);
        await clock.SampleAsync(CancellationToken.None);
        var before = clock.Milliseconds;

        reference.Source = "other";
        reference.Offset += difference;
        await clock.SampleAsync(CancellationToken.None);

        Assert.Equal(before, clock.Milliseconds, 0.001);
        var last = before;
        for (var second = 0; second < 800; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var now = clock.Milliseconds;
            Assert.InRange(now - last, 949, 1051);
            last = now;
        }

        Assert.Equal(reference.Now, clock.Milliseconds, 0.5);
    }

    [Fact]
    public async Task It_runs_on_when_the_reference_is_gone_and_is_less_sure()
    {
        var reference = new Reference(_time);
        var clock = new ClusterClock(reference, _time);
        Assert.Equal(double.PositiveInfinity, clock.Uncertainty);
        await clock.SampleAsync(CancellationToken.None);
        var (before, sure) = (clock.Milliseconds, clock.Uncertainty);

        reference.IsGone = true;
        await Assert.ThrowsAsync<BrokerUnavailableException>(() => clock.SampleAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(before + 600_000, clock.Milliseconds, 0.001);
        Assert.InRange(clock.Uncertainty - sure, 20, 40);
    }

    private sealed class Reference(ManualTime time) : IReferenceClock
    {
        private int _asked;

        public double Offset { get; set; } = 1_000_000;

        public string Source { get; set; } = "one";

        public bool IsGone { get; set; }

        /// <summary>Milliseconds to the reference and back, in turn.</summary>
        public (double There, double Back)[] Delays { get; set; } = [(0, 0)];

        public double Now => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds + Offset;

        public Task<ReferenceSample> SampleAsync(CancellationToken cancellationToken)
        {
            if (IsGone)
                throw new BrokerUnavailableException("gone");
            var (there, back) = Delays[_asked++ % Delays.Length];
            time.Advance(TimeSpan.FromMilliseconds(there));
            var sample = new ReferenceSample(Now, Source);
            time.Advance(TimeSpan.FromMilliseconds(back));
            return Task.FromResult(sample);
        }
    }
}
