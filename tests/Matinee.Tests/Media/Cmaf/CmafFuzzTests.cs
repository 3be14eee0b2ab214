using Matinee.Media.Cmaf;
using Xunit;

namespace Matinee.Tests.Media.Cmaf;

/// <summary>Hostile bytes end in <see cref="CmafException"/> or a result, never in anything else. Seeded: a failure repeats.</summary>
public class CmafFuzzTests
{
    private const int Cases = 20_000;

    [Fact]
    public void Mutated_inits_throw_only_their_own_exception() =>
        Fuzz([SampleBoxes.VideoInit(), SampleBoxes.AudioInit()], bytes => InitSegment.Parse(bytes));

    [Fact]
    public void Mutated_segments_throw_only_their_own_exception() =>
        Fuzz([SampleBoxes.Segment(), SampleBoxes.Segment(fragments: 2)], bytes => MediaSegment.Parse(bytes));

    [Fact]
    public void The_check_answers_every_mutation()
    {
        var init = InitSegment.Parse(SampleBoxes.VideoInit());
        var expected = new SegmentExpectation(0, 0, 4, SampleBoxes.Timescale, 30, 1, init.Sha256);

        Fuzz([SampleBoxes.Segment()], bytes => SegmentCheck.Verify(expected, init, bytes));
    }

    private static void Fuzz(byte[][] seeds, Action<byte[]> parse)
    {
        var random = new Random(20260101);
        for (var i = 0; i < Cases; i++)
        {
            var bytes = Mutate(seeds[i % seeds.Length], random);
            try
            {
                parse(bytes);
            }
            catch (CmafException)
            {
                continue;
            }
            catch (Exception e)
            {
                Assert.Fail($"Case {i}: {e.GetType().Name} {e.Message}\n{Convert.ToHexString(bytes)}");
            }
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToArray();
        for (var edits = random.Next(1, 5); edits > 0; edits--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.AsSpan(at, Math.Min(4, bytes.Length - at)).Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0);
                    break;
                default:
                    bytes = bytes.AsSpan(0, Math.Max(1, at)).ToArray();
                    break;
            }
        }

        return bytes;
    }
}
