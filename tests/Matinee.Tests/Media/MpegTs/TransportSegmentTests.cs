using Matinee.Media.MpegTs;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.Tests.Media.MpegTs;

public sealed class TransportSegmentTests
{
    [Fact]
    public void A_segment_tells_its_time_its_length_and_its_codecs()
    {
        var segment = TransportSegment.Parse(SampleTransport.Usual(start: 900_000));

        Assert.Equal(new TransportSegment(900_000, 180_000, 50, StartsWithKey: true, HasVideo: true, "avc1.64001f,mp4a.40.2"), segment);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void A_key_picture_is_told_by_its_unit_or_by_its_packet(bool unit, bool marked, bool expected) =>
        Assert.Equal(expected, TransportSegment.Parse(SampleTransport.Usual(key: unit, marked: marked)).StartsWithKey);

    [Fact]
    public void The_clock_may_wrap_within_a_segment()
    {
        var segment = TransportSegment.Parse(SampleTransport.Usual(start: (1L << 33) - 90_000));

        Assert.Equal((1L << 33) - 90_000, segment.Start);
        Assert.Equal(180_000, segment.Duration);
    }

    [Fact]
    public void The_distance_of_two_times_is_right_across_the_wrap()
    {
        Assert.Equal(180_000, TransportSegment.Between((1L << 33) - 90_000, 90_000));
        Assert.Equal(-180_000, TransportSegment.Between(90_000, (1L << 33) - 90_000));
    }

    [Fact]
    public void A_segment_without_its_tables_is_refused_with_what_is_missing()
    {
        var bytes = SampleTransport.Usual()[(2 * 188)..];

        Assert.Contains("PAT and PMT", Assert.Throws<TransportException>(() => TransportSegment.Parse(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_table_is_refused()
    {
        var bytes = SampleTransport.Usual();
        bytes[188 - 6] ^= 1;

        Assert.Contains("checksum", Assert.Throws<TransportException>(() => TransportSegment.Parse(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_whole_packets_are_refused() =>
        Assert.Throws<TransportException>(() => TransportSegment.Parse(SampleTransport.Usual().AsSpan(0, 1000)));

    [Fact]
    public void Mutated_streams_throw_only_their_own_exception()
    {
        var seed = SampleTransport.Usual(pictures: 6);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Mutation.Of(seed, i);
            // A length that is wrong is found first; what comes after it must be tried, too.
            bytes = i % 2 == 0 ? bytes : bytes[..(bytes.Length / 188 * 188)];
            try
            {
                TransportSegment.Parse(bytes);
            }
            catch (TransportException)
            {
                continue;
            }
            catch (Exception e)
            {
                Assert.Fail($"Case {i}: {e}");
            }
        }
    }
}
