using System.Globalization;
using System.Text.Json.Serialization;

namespace Matinee.Media;

/// <summary>An exact fraction: frame rates (30000/1001) and sample aspect ratios (4/3). Always reduced, the denominator above zero.</summary>
[JsonConverter(typeof(RationalJsonConverter))]
public readonly record struct Rational
{
    public Rational(long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfZero(denominator);
        if (denominator < 0)
        {
            (numerator, denominator) = (-numerator, -denominator);
        }

        long divisor = GreatestCommonDivisor(Math.Abs(numerator), denominator);
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public long Numerator { get; }

    public long Denominator { get; }

    public double Value => Denominator == 0 ? 0 : (double)Numerator / Denominator;

    /// <summary>Seconds that <paramref name="frames"/> frames last at this rate.</summary>
    public double Seconds(long frames) => (double)frames * Denominator / Numerator;

    /// <summary>The nearest frame boundary to <paramref name="seconds"/> at this rate.</summary>
    public long Frames(double seconds) => (long)Math.Round(seconds * Numerator / Denominator, MidpointRounding.AwayFromZero);

    /// <summary>Parses "30000/1001", "4:3" or "25"; null for anything else, a zero or a negative part included.</summary>
    public static Rational? TryParse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        int cut = text.AsSpan().IndexOfAny('/', ':');
        ReadOnlySpan<char> first = cut < 0 ? text : text.AsSpan(0, cut);
        ReadOnlySpan<char> second = cut < 0 ? "1" : text.AsSpan(cut + 1);
        return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int numerator)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int denominator)
            && numerator > 0 && denominator > 0
            ? new Rational(numerator, denominator)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    private static long GreatestCommonDivisor(long left, long right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left == 0 ? 1 : left;
    }
}
