using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Playback;
using Xunit;

namespace Matinee.Tests.Playback;

public class RequestedRangeTests
{
    [Theory]
    [InlineData("bytes=0-0", nameof(RangeOutcome.Part), 0, 1)]
    [InlineData("bytes=10-19", nameof(RangeOutcome.Part), 10, 10)]
    [InlineData("bytes=90-", nameof(RangeOutcome.Part), 90, 10)]
    [InlineData("bytes=90-500", nameof(RangeOutcome.Part), 90, 10)]
    [InlineData("bytes=-5", nameof(RangeOutcome.Part), 95, 5)]
    [InlineData("bytes=-500", nameof(RangeOutcome.Part), 0, 100)]
    [InlineData("Bytes=1-2", nameof(RangeOutcome.Part), 1, 2)]
    [InlineData("bytes=100-", nameof(RangeOutcome.Unsatisfiable), 0, 0)]
    [InlineData("bytes=-0", nameof(RangeOutcome.Unsatisfiable), 0, 0)]
    [InlineData("bytes=5-4", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("bytes=0-1,5-6", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("bytes=a-b", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("bytes=--5", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("bytes=99999999999999999999-", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("items=0-1", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("", nameof(RangeOutcome.Whole), 0, 100)]
    public void A_header_means(string header, string outcome, long offset, long length)
    {
        var range = RequestedRange.Read(header, 100);

        Assert.Equal((outcome, offset, length), (range.Outcome.ToString(), range.Offset, range.Length));
    }

    [Fact]
    public void A_part_always_lies_inside() =>
        Prop.ForAll(
            Gen.Elements('b', 'y', 't', 'e', 's', '=', '-', ',', '0', '1', '9', ' ').ListOf().Select(c => "bytes=" + string.Concat(c)).ToArbitrary(),
            header =>
            {
                var range = RequestedRange.Read(header, 50);
                return range.Outcome != RangeOutcome.Part || (range.Offset >= 0 && range.Length > 0 && range.Offset + range.Length <= 50);
            }).QuickCheckThrowOnFailure();
}
