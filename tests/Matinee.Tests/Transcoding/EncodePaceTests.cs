using Matinee.App.Transcoding;
using Xunit;

namespace Matinee.Tests.Transcoding;

public sealed class EncodePaceTests
{
    [Fact]
    public void Nothing_is_promised_before_there_is_a_pace()
    {
        var pace = new EncodePace();
        pace.Read(10, 0);

        Assert.Null(pace.SecondsFor(100));
    }

    [Fact]
    public void A_steady_pace_is_met_exactly()
    {
        var pace = new EncodePace();
        for (var second = 0; second <= 30; second++)
            pace.Read(second, second * 50);

        Assert.Equal(20, pace.SecondsFor(1000)!.Value, 3);
    }

    [Fact]
    public void A_second_worker_is_noticed_within_a_minute()
    {
        var pace = new EncodePace();
        var frames = 0.0;
        for (var second = 0; second <= 60; second++, frames += 50)
            pace.Read(second, frames);
        for (var second = 61; second <= 121; second++, frames += 100)
            pace.Read(second, frames);

        Assert.InRange(pace.FramesPerSecond, 95, 100.1);
    }

    [Fact]
    public void A_lost_attempt_takes_frames_back_without_a_negative_pace()
    {
        var pace = new EncodePace();
        pace.Read(0, 0);
        pace.Read(10, 500);
        pace.Read(20, 100);
        pace.Read(30, 600);

        Assert.InRange(pace.FramesPerSecond, 49, 51);
    }
}
