using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Matinee.App.Http;

/// <summary>
/// <c>?limit=</c>: take <c>PageLimit? limit</c> in a handler and read <see cref="Of"/>. Above <see cref="Most"/> it is cut,
/// below 1 or not a number it is 400.
/// </summary>
public readonly record struct PageLimit(int Rows) : IParsable<PageLimit>
{
    /// <summary>One screen of cards at 1440 px.</summary>
    public const int Usual = 50;

    /// <summary>Keeps an answer under about 200 KB.</summary>
    public const int Most = 200;

    public static PageLimit Of(PageLimit? asked) => asked ?? new(Usual);

    public static PageLimit Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var limit) ? limit : throw new FormatException($"'{s}' is not a page size.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PageLimit result)
    {
        var valid = int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows >= 1;
        result = valid ? new(Math.Min(rows, Most)) : default;
        return valid;
    }
}
