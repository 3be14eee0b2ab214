using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Time;

public sealed class ManualTimeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(10), _time, TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await delay;
    }

    [Fact]
    public void Timers_come_due_in_order_and_see_their_own_moment()
    {
        var start = _time.GetUtcNow();
        List<(string Name, double At)> fired = [];
        using var late = _time.CreateTimer(_ => fired.Add(("late", (_time.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var each = _time.CreateTimer(_ => fired.Add(("each", (_time.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([("each", 2), ("each", 4), ("late", 5), ("each", 6)], fired);
    }

    [Fact]
    public void A_disposed_timer_is_silent()
    {
        var fired = false;
        _time.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).Dispose();

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(fired);
        Assert.Equal(0, _time.ArmedTimers);
    }
}
