using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Matinee.App.Http;

/// <summary>
/// <c>?cursor=</c>: where the next page begins, as (sort value, id) of the last row before it, so that rows that come and go
/// move nobody's page. Opaque to clients, not a secret: the query applies its own visibility rules again.
/// Take <c>PageCursor? cursor</c> in a handler; a malformed one is 400.
/// </summary>
public readonly record struct PageCursor(string Sort, string Id) : IParsable<PageCursor>
{
    private const int MaximumLength = 1024;
    private const char Separator = '\n';

    public static PageCursor Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var cursor) ? cursor : throw new FormatException("The cursor is not one that was handed out.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PageCursor result)
    {
        result = default;
        if (s is not { Length: > 0 and <= MaximumLength } || !Base64Url.IsValid(s))
            return false;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(s));
        var at = text.LastIndexOf(Separator);
        if (at < 0 || at == text.Length - 1)
            return false;
        result = new(text[..at], text[(at + 1)..]);
        return true;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Sort}{Separator}{Id}"));
}
