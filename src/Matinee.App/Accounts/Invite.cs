namespace Matinee.App.Accounts;

/// <summary>A right to register. The link's token is shown once, when the invite is made.</summary>
internal sealed record Invite(InviteId Id, Role Role, string? Email, string Note, int UsesLeft, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>What a valid invitation offers, for the page that takes it.</summary>
/// <param name="Email">Only this address may use it, when set.</param>
public sealed record InviteOffer(Role Role, string? Email);
