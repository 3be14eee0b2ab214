using Matinee.App.Rooms.Live;
using Xunit;

namespace Matinee.Tests.Rooms;

public sealed class ClockOffsetTests
{
    private readonly ClockOffset _offset = new();

    [Fact]
    public void The_shortest_question_is_believed()
    {
        _offset.Add(0, 4, 1_000_002, "a");
        _offset.Add(100, 300, 1_000_290, "a");

        Assert.Equal(1_000_300, _offset.At(300), 6);
        Assert.Equal(2, _offset.Uncertainty);
    }

    [Fact]
    public void A_small_correction_is_slewed_and_time_never_goes_back()
    {
        _offset.Add(0, 40, 1_000_035, "a");
        var before = _offset.At(50);
        _offset.Add(60, 62, 1_000_061, "a"); // 15 ms less than was believed

        var last = before;
        for (var own = 62.0; own < 6000; own += 10)
        {
            var now = _offset.At(own);
            Assert.True(now > last);
            last = now;
        }

        Assert.Equal(1_000_000 + 5992, last, 6);
    }

    [Fact]
    public void Another_reference_of_about_the_same_time_makes_no_jump()
    {
        _offset.Add(0, 2, 1_000_001, "a");
        var before = _offset.At(1000);

        _offset.Add(1000, 1002, 1_001_101, "b"); // 100 ms ahead of the other

        Assert.InRange(_offset.At(1002) - before, 2, 2.1);
        Assert.Equal(1_030_100, _offset.At(30_000), 6);
    }

    [Fact]
    public void A_reference_that_is_far_away_is_taken_over_at_once()
    {
        _offset.Add(0, 2, 1_000_001, "a");

        _offset.Add(100, 102, 9_000_101, "b");

        Assert.Equal(9_000_200, _offset.At(200), 1);
    }
}
