using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;

namespace Matinee.App.Accounts;

/// <summary>What identifies an account: the address as typed, and the form it is compared in.</summary>
internal sealed record EmailAddress
{
    /// <summary>RFC 5321 4.5.3.1: a path holds 256 octets, of which two are brackets.</summary>
    private const int MaximumLength = 254;

    private EmailAddress(string text) => Text = text;

    public string Text { get; }

    /// <summary>Lower case, also before the @: mail systems that tell case apart there are extinct, look-alike accounts are not.</summary>
    public string Key => Text.ToLowerInvariant();

    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? email)
    {
        var trimmed = text?.Trim() ?? "";
        email = trimmed.Length <= MaximumLength && !trimmed.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            && MailAddress.TryCreate(trimmed, out var parsed) && parsed.Address == trimmed
            ? new(trimmed)
            : null;
        return email is not null;
    }
}
