using Microsoft.AspNetCore.Http;
using Matinee.App.Accounts;

namespace Matinee.App.Pages;

/// <summary>What the shell needs to know of a request: who looks, at which address, in which theme.</summary>
public sealed record PageVisit(string? Name, Role Role, string? Theme, string Path, string Query)
{
    /// <summary>Written by the theme switch, read here, so that the first paint is already right.</summary>
    public const string ThemeCookie = "matinee-theme";

    public bool SignedIn => Role != Role.Guest;

    public static PageVisit Of(HttpContext context) => new(
        context.User.DisplayName(),
        context.User.Role(),
        context.Request.Cookies[ThemeCookie] is "dark" or "light" ? context.Request.Cookies[ThemeCookie] : null,
        context.Request.Path.Value ?? "/",
        context.Request.QueryString.Value ?? "");

    /// <summary>Up to two letters for the avatar.</summary>
    public static string Initials(string? name)
    {
        var words = (name ?? "").Split([' ', '.', '@', '-', '_'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length switch
        {
            0 => "?",
            1 => First(words[0]),
            _ => First(words[0]) + First(words[^1]),
        };
    }

    private static string First(string word) => System.Globalization.StringInfo.GetNextTextElement(word).ToUpperInvariant();
}
