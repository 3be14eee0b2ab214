using Matinee.Load.Figures;
using Xunit;

namespace Matinee.IntegrationTests.Load;

public sealed class LoadFiguresTests
{
    [Fact]
    public void A_percentile_is_at_most_a_thirty_second_too_high()
    {
        var histogram = new Histogram();
        for (var i = 1; i <= 10_000; i++)
            histogram.Add(TimeSpan.FromMicroseconds(i * 10));

        Assert.InRange(histogram.At(0.5), 50, 50 * 33.0 / 32);
        Assert.InRange(histogram.At(0.99), 99, 100);
        Assert.Equal(100, histogram.At(1));
    }

    [Fact]
    public void What_is_left_out_is_lost_and_what_comes_again_is_twice()
    {
        var tally = new Tally();
        var topic = new Topic("t", tally) { Members = 1 };
        byte[][] payloads = [.. Enumerable.Range(0, 4).Select(_ => new byte[40])];
        foreach (var payload in payloads)
            topic.Begin(payload);
        var expected = 0;

        topic.Arrive(payloads[0], ref expected);
        topic.Arrive([.. "[\""u8, .. payloads[3], .. "\",\""u8, .. payloads[3], .. "\"]"u8], ref expected);

        Assert.Equal((2, 2, 1), (tally.Delivered, tally.Lost, tally.Twice));
        Assert.Equal((4, 2), (expected, topic.Completed));
    }
}
