using System.Data.Common;
using Matinee.App.Database;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>How people get accounts.</summary>
public sealed class Registrar
{
    /// <summary>Of a display name.</summary>
    public const int MaximumNameLength = 80;

    private readonly ICatalogueDatabase _database;
    private readonly InviteStore _invites;
    private readonly Passwords _passwords;
    private readonly TimeProvider _time;

    internal Registrar(ICatalogueDatabase database, InviteStore invites, Passwords passwords, IOptions<AccountOptions> options, TimeProvider time)
    {
        (_database, _invites, _passwords, _time) = (database, invites, passwords, time);
        Mode = options.Value.Registration;
    }

    public RegistrationMode Mode { get; }

    /// <summary>What the link's token offers; null when it is unknown, used up or expired, or when registration is closed.</summary>
    public async Task<InviteOffer?> FindInviteAsync(string token, CancellationToken cancellationToken) =>
        Mode != RegistrationMode.Closed && await _invites.FindAsync(token, cancellationToken) is { } invite ? new(invite.Role, invite.Email) : null;

    internal async Task<RegistrationOutcome> RegisterAsync(string? email, string? password, string? name, string? inviteToken, CancellationToken cancellationToken)
    {
        if (Mode == RegistrationMode.Closed || (Mode == RegistrationMode.Invited && string.IsNullOrEmpty(inviteToken)))
            return new RegistrationOutcome.Refused(RegistrationRefusal.Closed);
        var invite = string.IsNullOrEmpty(inviteToken) ? null : await _invites.FindAsync(inviteToken, cancellationToken);
        if (invite is null && !string.IsNullOrEmpty(inviteToken))
            return new RegistrationOutcome.Refused(RegistrationRefusal.InviteInvalid);
        if (!EmailAddress.TryParse(email, out var address))
            return new RegistrationOutcome.Unusable("email", "Give an email address such as ada@example.org.");
        if (CleanName(name) is not { } displayName)
            return new RegistrationOutcome.Unusable("name", $"Give a name of 1 to {MaximumNameLength} characters.");
        if (password is null || Passwords.Problem(password, address) is not null)
            return new RegistrationOutcome.Unusable("password", Passwords.Problem(password, address) ?? "Give a password.");
        if (invite?.Email is { } only && (!EmailAddress.TryParse(only, out var invited) || invited.Key != address.Key))
            return new RegistrationOutcome.Refused(RegistrationRefusal.InviteInvalid);
        var hash = await _passwords.HashAsync(password, cancellationToken);
        var user = new NewUser(address, displayName, invite?.Role ?? Role.Member, hash);
        try
        {
            return await _database.WriteAsync((connection, transaction) => AddAsync(connection, transaction, user, invite), cancellationToken);
        }
        catch (InviteUsedException)
        {
            return new RegistrationOutcome.Refused(RegistrationRefusal.InviteInvalid);
        }
    }

    /// <summary>A display name without the characters that turn or hide text; null when nothing is left or too much.</summary>
    internal static string? CleanName(string? name)
    {
        var cleaned = string.Concat((name ?? "").Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format)).Trim();
        return cleaned.Length is >= 1 and <= MaximumNameLength ? cleaned : null;
    }

    private async Task<RegistrationOutcome> AddAsync(DbConnection connection, DbTransaction transaction, NewUser user, Invite? invite)
    {
        // The account first: a taken email must not use up the invitation.
        if (await UserStore.AddAsync(connection, transaction, user, _time) is not { } added)
            return new RegistrationOutcome.Refused(RegistrationRefusal.EmailTaken);
        if (invite is not null && !await InviteStore.UseAsync(connection, transaction, invite.Id))
            throw new InviteUsedException();
        return new RegistrationOutcome.Registered(added);
    }
}

/// <summary>Rolls a registration back whose invitation somebody else used up in the same moment.</summary>
internal sealed class InviteUsedException() : Exception("The invitation was used up meanwhile.");

internal abstract record RegistrationOutcome
{
    public sealed record Registered(SiteUser User) : RegistrationOutcome;

    public sealed record Refused(RegistrationRefusal Reason) : RegistrationOutcome;

    public sealed record Unusable(string Field, string Sentence) : RegistrationOutcome;
}

internal enum RegistrationRefusal
{
    Closed,
    InviteInvalid,
    EmailTaken,
}
