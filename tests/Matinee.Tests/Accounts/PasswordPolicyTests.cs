using Matinee.App.Accounts;
using Xunit;

namespace Matinee.Tests.Accounts;

public sealed class PasswordPolicyTests
{
    private readonly EmailAddress _email = EmailAddress.TryParse("ada.lovelace@example.org", out var email) ? email : throw new InvalidOperationException();

    [Theory]
    [InlineData("tenletters")]
    [InlineData("correct horse battery staple")]
    [InlineData("пароль-длинный")]
    public void Length_is_what_counts(string password) => Assert.Null(Passwords.Problem(password, _email));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ninechars")]
    [InlineData("aaaaaaaaaaaaaaa")]
    [InlineData("Ada.Lovelace@Example.org")]
    public void Short_uniform_and_the_email_itself_are_refused(string? password) => Assert.NotNull(Passwords.Problem(password, _email));

    [Fact]
    public void A_password_that_would_cost_megabytes_of_hashing_is_refused() => Assert.NotNull(Passwords.Problem(new string('a', 1_000_000) + "b", _email));
}
