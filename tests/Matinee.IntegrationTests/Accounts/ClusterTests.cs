using System.Net;
using Dapper;
using Matinee.IntegrationTests.Databases;
using Xunit;

namespace Matinee.IntegrationTests.Accounts;

/// <summary>Two nodes that share a catalogue and a secret.</summary>
public class ClusterTests
{
    [Fact]
    public async Task Any_node_accepts_a_cookie_a_form_and_a_token_of_another()
    {
        await using var one = await AccountsHost.StartAsync();
        await using var two = await one.StartSecondNodeAsync();
        using var browser = one.Client(cookies: true);
        using var signedIn = await AccountsHost.SignInAsync(browser);
        using var other = two.Client();
        other.DefaultRequestHeaders.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        using var program = one.Client();
        await AccountsHost.LoginAsync(program);
        using var elsewhere = two.Client();
        elsewhere.DefaultRequestHeaders.Authorization = program.DefaultRequestHeaders.Authorization;

        Assert.Equal("private", await other.GetStringAsync("/private", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_revocation_on_one_node_is_felt_on_the_other_within_a_second()
    {
        await using var one = await AccountsHost.StartAsync();
        await using var two = await one.StartSecondNodeAsync();
        using var here = one.Client();
        await AccountsHost.LoginAsync(here);
        using var there = two.Client();
        there.DefaultRequestHeaders.Authorization = here.DefaultRequestHeaders.Authorization;
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);

        (await here.PostAsync("/api/auth/logout", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        one.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Unauthorized, (await there.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_catalogue_alone_gives_no_key_password_or_token_away()
    {
        await using var host = await AccountsHost.StartAsync();
        using var browser = host.Client(cookies: true);
        (await AccountsHost.SignInAsync(browser)).Dispose();
        using var client = host.Client();
        var login = await AccountsHost.LoginAsync(client);

        var keys = await host.Catalogue.ReadAsync(connection => connection.QueryAsync<string>("SELECT xml FROM data_protection_keys"), TestContext.Current.CancellationToken);
        var rest = await host.Catalogue.ReadAsync(connection => connection.QueryAsync<string>(
            "SELECT hash FROM refresh_tokens UNION ALL SELECT password_hash FROM users"), TestContext.Current.CancellationToken);

        Assert.All(keys, xml => Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal));
        Assert.All(keys, xml => Assert.Contains("<matineeKey", xml, StringComparison.Ordinal));
        Assert.DoesNotContain(rest, value => value.Contains(login.GetProperty("refreshToken").GetString()!, StringComparison.Ordinal));
        Assert.DoesNotContain(rest, value => value.Contains(AccountsHost.AdminPassword, StringComparison.Ordinal));
    }
}

[OnPostgres]
public sealed class ClusterOnPostgresTests : ClusterTests;
