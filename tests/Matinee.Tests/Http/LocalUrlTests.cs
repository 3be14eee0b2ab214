using Matinee.App.Http;
using Xunit;

namespace Matinee.Tests.Http;

public sealed class LocalUrlTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/watch/v0123?t=12#x")]
    [InlineData("/sign-in?returnUrl=%2Fwatch")]
    public void A_path_of_this_site_is_kept(string url) => Assert.Equal(url, LocalUrl.Or(url, "/home"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("watch")]
    [InlineData("/a\\b")]
    [InlineData("/a\u2028b")]
    public void Anything_that_could_leave_the_site_is_replaced(string? url) => Assert.Equal("/home", LocalUrl.Or(url, "/home"));
}
