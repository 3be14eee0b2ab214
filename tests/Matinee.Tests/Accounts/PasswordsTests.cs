using Matinee.App.Accounts;
using Microsoft.AspNetCore.Identity;
using Xunit;

namespace Matinee.Tests.Accounts;

public sealed class PasswordsTests : IDisposable
{
    private readonly CountingHasher _hasher = new();
    private readonly Passwords _passwords;

    public PasswordsTests() => _passwords = new(_hasher);

    [Fact]
    public async Task An_unknown_user_costs_a_verification_like_any_other()
    {
        var verdict = await _passwords.VerifyAsync(null, "a guess of someone", TestContext.Current.CancellationToken);

        Assert.Equal(PasswordVerdict.Wrong, verdict);
        Assert.Equal(1, _hasher.Verified);
    }

    [Fact]
    public async Task An_account_without_a_password_lets_nobody_in()
    {
        var user = new SiteUser(default, "ada@example.org", "Ada", Role.Member, UserState.Active, "", false, null, default, null);

        Assert.Equal(PasswordVerdict.Wrong, await _passwords.VerifyAsync(user, "", TestContext.Current.CancellationToken));
        Assert.Equal(PasswordVerdict.Wrong, await _passwords.VerifyAsync(user, "right", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_endless_password_is_not_hashed()
    {
        await _passwords.VerifyAsync(null, new string('a', 1_000_000), TestContext.Current.CancellationToken);

        Assert.Equal(0, _hasher.Longest);
    }

    public void Dispose() => _passwords.Dispose();

    private sealed class CountingHasher : IPasswordHasher<SiteUser>
    {
        public int Verified { get; private set; }

        public int Longest { get; private set; }

        public string HashPassword(SiteUser user, string password) => "hash of " + password;

        // The most lenient hasher there could be: what must not pass, must be stopped before.
        public PasswordVerificationResult VerifyHashedPassword(SiteUser user, string hashedPassword, string providedPassword)
        {
            Verified++;
            Longest = Math.Max(Longest, providedPassword.Length);
            return PasswordVerificationResult.Success;
        }
    }
}
