using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Matinee.Media.Probing;
using Xunit;

namespace Matinee.Tests.Media;

public sealed class PacketWalkTests
{
    [Fact]
    public void The_end_the_longest_gop_and_the_rhythm_are_found()
    {
        PacketScan scan = Walk(10, "10.00,10.00,0.04,K_", "10.08,10.04,0.04,__", "10.04,10.08,0.04,__", "10.12,10.12,0.04,K_", "10.16,10.16,0.04,__")!;

        Assert.Equal(0.2, scan.End, 6);
        Assert.Equal(0.12, scan.LongestGop, 6);
        Assert.Equal((5, true, false), (scan.Packets, scan.Monotonic, scan.VariableFrameRate));
    }

    [Fact]
    public void A_changing_rhythm_and_a_step_back_are_noticed()
    {
        PacketScan scan = Walk(0, "0,0,0.04,K_", "0.04,0.04,0.04,__", "0.5,0.5,0.04,__", "0.2,0.2,0.04,__")!;

        Assert.Equal((false, true), (scan.Monotonic, scan.VariableFrameRate));
    }

    [Fact]
    public void Packets_outside_of_the_edit_list_do_not_count()
    {
        Assert.Equal(0.04, Walk(0, "-1.0,-1.0,0.04,KD", "0,0,0.04,K_", "9,9,0.04,_D")!.End, 6);
    }

    [Fact]
    public void Without_presentation_times_the_decode_times_count()
    {
        Assert.Equal(0.08, Walk(0, "N/A,0,0.04,K_", "N/A,0.04,0.04,__")!.End, 6);
    }

    [Fact]
    public void No_packet_is_no_scan()
    {
        Assert.Null(Walk(0, "", "garbage", "N/A,N/A,N/A,K_"));
    }

    [Fact]
    public void No_line_throws_or_gives_a_time_that_is_none()
    {
        var fields = Gen.Elements("0", "1.5", "-3", "N/A", "nan", "inf", "1e300", "", "K_", "_D", "\u00e9", "99999999");
        Prop.ForAll(Arb.From(fields.ListOf().ListOf()), lines =>
        {
            PacketScan? scan = Walk(0, [.. lines.Select(line => string.Join(',', line))]);
            return scan is null || (double.IsFinite(scan.End) && double.IsFinite(scan.LongestGop) && scan.LongestGop >= 0 && double.IsFinite(scan.AverageFrameRate));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static PacketScan? Walk(double origin, params string[] lines)
    {
        var walk = new PacketWalk(origin);
        foreach (string line in lines)
        {
            walk.Read(Encoding.UTF8.GetBytes(line));
        }

        return walk.Finish();
    }
}
