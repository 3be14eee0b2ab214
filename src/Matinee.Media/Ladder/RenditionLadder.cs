using System.Collections.Immutable;
using System.Globalization;
using Matinee.Media.Probing;

namespace Matinee.Media.Ladder;

/// <summary>The rungs a source is encoded to: never larger than the source, by the short side, so that upright video is treated alike.</summary>
public static class RenditionLadder
{
    /// <summary>A source this much taller than a rung is still that rung: 1088 lines are 1080 with padding.</summary>
    private const double Tolerance = 1.05;

    /// <summary>A rung must be this much cheaper than the one above, or nobody gains by switching to it.</summary>
    private const double SmallestStep = 1.4;

    /// <summary>Motion of 50 or 60 frames a second takes this much more than that of 25 or 30.</summary>
    private const double FastFactor = 1.4;

    /// <summary>
    /// A still screen averages far below what its moving seconds need, so a poor source lowers a rung's cap no further than this
    /// share; the rate factor keeps the still parts small anyway.
    /// </summary>
    private const double LowestShare = 0.35;

    /// <summary>H.264 level 5.2: 36,864 blocks of 16 x 16. Beyond it browsers have no decoder.</summary>
    private const long MostPixels = 36_864L * 256;

    private const int SmallestSide = 16;

    /// <summary>Short side and cap of H.264 in bits a second at 30 frames or fewer.</summary>
    private static readonly ImmutableArray<(int Side, int MaxRate)> Standard =
    [
        (2160, 14_000_000), (1440, 8_000_000), (1080, 5_500_000), (720, 3_000_000), (480, 1_400_000), (360, 900_000), (240, 400_000),
    ];

    /// <summary>Tallest first; at least one rung.</summary>
    public static ImmutableArray<Rendition> For(VideoTrack video, LadderOptions options, PictureCodec codec = PictureCodec.H264)
    {
        Rational frameRate = OutputFrameRate.For(video, options.FastestFrameRate);
        CodecTraits traits = CodecTraits.Of(codec);
        (int width, int height) = Bounded(video.DisplaySize, options.TallestRung);
        int side = Math.Min(width, height);
        bool fast = frameRate.Value > 30.5;
        double factor = traits.RateShare * (fast ? FastFactor : 1);
        double sourceCap = SourceCap(video) * traits.RateShare;

        var rungs = ImmutableArray.CreateBuilder<Rendition>();
        foreach ((int rung, int tableRate) in Candidates(side, width, height))
        {
            double ordinary = tableRate * factor;
            int maxRate = Thousands(Math.Min(options.HighestRate ?? int.MaxValue, Math.Min(ordinary, Math.Max(sourceCap, ordinary * LowestShare))));
            if (rungs.Count > 0 && rungs[^1].MaxRate < SmallestStep * maxRate)
            {
                continue;
            }

            double scale = Math.Min(1, (double)rung / side);
            string name = string.Create(CultureInfo.InvariantCulture, $"{rung}p{(fast ? Math.Round(frameRate.Value) : "")}");
            rungs.Add(new Rendition(
                name,
                Even(width * scale, traits.SmallestSide),
                Even(height * scale, traits.SmallestSide),
                frameRate,
                options.Crf ?? traits.Crf,
                maxRate,
                maxRate / 2 * 3,
                traits.Profile));
        }

        return rungs.ToImmutable();
    }

    /// <summary>The source's own size when it falls between two rungs, then every standard rung that does not enlarge.</summary>
    private static IEnumerable<(int Side, int MaxRate)> Candidates(int side, int width, int height)
    {
        int? top = Standard.Where(rung => rung.Side <= side * Tolerance).Select(rung => (int?)rung.Side).FirstOrDefault();
        if (top is null || side > top * Tolerance)
        {
            yield return (Math.Max(SmallestSide, side / 2 * 2), Interpolate(Math.Sqrt((double)width * height * 9 / 16)));
        }

        foreach ((int Side, int MaxRate) rung in Standard.Where(rung => rung.Side <= top))
        {
            yield return rung;
        }
    }

    /// <summary>Between two rungs on a logarithmic scale; below the last and above the first in proportion to the pixels.</summary>
    private static int Interpolate(double side)
    {
        for (int i = 0; i + 1 < Standard.Length; i++)
        {
            ((int Side, int MaxRate) above, (int Side, int MaxRate) below) = (Standard[i], Standard[i + 1]);
            if (side <= above.Side && side >= below.Side)
            {
                double share = Math.Log(side / below.Side) / Math.Log((double)above.Side / below.Side);
                return (int)(below.MaxRate * Math.Pow((double)above.MaxRate / below.MaxRate, share));
            }
        }

        (int nearestSide, int nearestRate) = side > Standard[0].Side ? Standard[0] : Standard[^1];
        return (int)Math.Clamp(nearestRate * Math.Pow(side / nearestSide, 2), 100_000, 20_000_000);
    }

    private static (int Width, int Height) Bounded((int Width, int Height) size, int tallest)
    {
        double scale = Math.Min(1, (double)tallest / Math.Min(size.Width, size.Height));
        double pixels = size.Width * scale * (size.Height * scale);
        if (pixels > MostPixels)
        {
            scale *= Math.Sqrt(MostPixels / pixels);
        }

        return ((int)(size.Width * scale), (int)(size.Height * scale));
    }

    /// <summary>More bits than the source has cannot make it better; newer codecs said the same with fewer.</summary>
    private static double SourceCap(VideoTrack video) => video.BitRate <= 0 ? double.MaxValue : video.BitRate * video.Codec switch
    {
        "av1" => 2.0,
        "hevc" or "vp9" => 1.6,
        _ => 1.1,
    };

    private static int Thousands(double bits) => Math.Max(1, (int)(bits / 1000)) * 1000;

    private static int Even(double length, int smallest) => Math.Max(smallest, (int)Math.Round(length / 2, MidpointRounding.AwayFromZero) * 2);
}
