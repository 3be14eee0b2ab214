using System.Net;
using Matinee.App.Limits;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Matinee.Tests.Limits;

public sealed class CallerKeyTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64")]
    public void An_address_counts_as_what_one_household_has(string address, string key)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);

        Assert.Equal(key, CallerKey.Address(context));
    }
}
