using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Matinee.Media.Ffmpeg;
using Xunit;

namespace Matinee.Tests.Media;

public sealed class ProgressParserTests
{
    [Fact]
    public void A_block_is_reported_at_its_end()
    {
        var parser = new ProgressParser();

        Assert.Null(Read(parser, "frame=120"));
        Assert.Null(Read(parser, "out_time_us=4000000"));
        Assert.Null(Read(parser, "speed=2.5x"));
        Assert.Equal(new EncodeProgress(120, TimeSpan.FromSeconds(4), 2.5, false), Read(parser, "progress=continue"));
        Assert.Null(Read(parser, "speed=N/A"));
        Assert.Equal(new EncodeProgress(120, TimeSpan.FromSeconds(4), null, true), Read(parser, "progress=end"));
    }

    [Fact]
    public void Nothing_that_a_broken_pipe_may_carry_throws_or_goes_back()
    {
        var keys = Gen.Elements("frame", "out_time_us", "speed", "progress", "fps", "", "frame ");
        var values = Gen.OneOf(
            Gen.Elements("1", "-5", "99999999999999999999", "N/A", "end", "continue", "1e400x", "nanx", "x", ""),
            Gen.Choose(0, int.MaxValue).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var lines = from key in keys from value in values from separator in Gen.Elements("=", "==", "") select key + separator + value;
        Prop.ForAll(Arb.From(lines.ListOf()), all =>
        {
            var parser = new ProgressParser();
            EncodeProgress last = new(0, TimeSpan.Zero, null, false);
            foreach (EncodeProgress block in all.Select(line => Read(parser, line)).OfType<EncodeProgress>())
            {
                if (block.Frames < last.Frames || block.Time < last.Time || block.Speed is < 0)
                {
                    return false;
                }

                last = block;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static EncodeProgress? Read(ProgressParser parser, string line) => parser.Read(Encoding.UTF8.GetBytes(line));
}
