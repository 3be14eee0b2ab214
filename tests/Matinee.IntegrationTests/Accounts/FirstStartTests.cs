using Matinee.App.Accounts;
using Matinee.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Matinee.IntegrationTests.Accounts;

public class FirstStartTests
{
    [Fact]
    public async Task A_made_password_signs_in_and_asks_to_be_changed()
    {
        await using var host = await AccountsHost.StartAsync(("Accounts:AdminPassword", ""), (AccountsHost.KeepEmpty, "true"));
        var made = await host.Services.GetRequiredService<FirstAdministrator>().EnsureAsync(TestContext.Current.CancellationToken);
        using var client = host.Client();

        var answer = await AccountsHost.LoginAsync(client, AccountsHost.AdminEmail, made?.OneTimePassword ?? "");

        Assert.True(answer.GetProperty("user").GetProperty("mustChangePassword").GetBoolean());
        Assert.Equal("admin", answer.GetProperty("user").GetProperty("role").GetString());
    }

    [Fact]
    public async Task Nodes_that_start_together_make_one_administrator()
    {
        await using var host = await AccountsHost.StartAsync((AccountsHost.KeepEmpty, "true"));
        var first = host.Services.GetRequiredService<FirstAdministrator>();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => first.EnsureAsync(TestContext.Current.CancellationToken)));

        Assert.Single(made, administrator => administrator is not null);
        Assert.Null(await first.EnsureAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Accounts:AdminPassword", "short")]
    [InlineData("Accounts:AdminEmail", "nonsense")]
    public async Task A_configured_account_that_cannot_be_used_is_said_aloud(string key, string value)
    {
        await using var host = await AccountsHost.StartAsync((key, value), (AccountsHost.KeepEmpty, "true"));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.Services.GetRequiredService<FirstAdministrator>().EnsureAsync(TestContext.Current.CancellationToken));

        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, refused.Message, StringComparison.Ordinal);
    }
}

[OnPostgres]
public sealed class FirstStartOnPostgresTests : FirstStartTests;
