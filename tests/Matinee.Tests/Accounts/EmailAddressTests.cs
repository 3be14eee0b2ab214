using Matinee.App.Accounts;
using Xunit;

namespace Matinee.Tests.Accounts;

public sealed class EmailAddressTests
{
    [Fact]
    public void Case_and_outer_spaces_do_not_make_another_account()
    {
        Assert.True(EmailAddress.TryParse("  Ada.Lovelace@Example.ORG ", out var email));
        Assert.Equal("Ada.Lovelace@Example.ORG", email.Text);
        Assert.Equal("ada.lovelace@example.org", email.Key);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org\r\nBcc: all@example.org")]
    [InlineData("ada lovelace@example.org")]
    public void What_is_no_plain_address_is_refused(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void An_endless_address_is_refused() => Assert.False(EmailAddress.TryParse(new string('a', 300) + "@example.org", out _));
}
