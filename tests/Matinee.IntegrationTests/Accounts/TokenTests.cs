using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.IntegrationTests.Databases;
using Xunit;

namespace Matinee.IntegrationTests.Accounts;

public class TokenTests
{
    [Fact]
    public async Task A_refresh_token_works_once_and_its_replay_closes_the_session()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        var first = Refresh(await AccountsHost.LoginAsync(client));
        using var rotated = await RefreshAsync(client, first);
        var second = await rotated.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new("Bearer", second.GetProperty("accessToken").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);

        host.Time.Advance(TimeSpan.FromSeconds(11));
        using var replay = await RefreshAsync(client, first);

        Assert.Equal("token_reused", await CodeAsync(replay));
        using var successor = await RefreshAsync(client, Refresh(second));
        Assert.Equal(HttpStatusCode.Unauthorized, successor.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Two_refreshes_at_once_of_one_client_get_the_same_successor()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        var token = Refresh(await AccountsHost.LoginAsync(client));

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RefreshAsync(client, token)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var successors = await Task.WhenAll(answers.Select(async answer => Refresh(await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken))));
        Assert.Single(successors.Distinct());
    }

    [Fact]
    public async Task Another_client_has_no_grace()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        using var thief = host.Client();
        thief.DefaultRequestHeaders.UserAgent.ParseAdd("thief/1.0");
        var token = Refresh(await AccountsHost.LoginAsync(client));
        (await RefreshAsync(client, token)).Dispose();

        using var stolen = await RefreshAsync(thief, token);

        Assert.Equal("token_reused", await CodeAsync(stolen));
    }

    [Fact]
    public async Task The_grace_ends_when_the_successor_was_used()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        var first = Refresh(await AccountsHost.LoginAsync(client));
        using var rotated = await RefreshAsync(client, first);
        var second = Refresh(await rotated.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
        (await RefreshAsync(client, second)).Dispose();

        using var replay = await RefreshAsync(client, first);

        Assert.Equal("token_reused", await CodeAsync(replay));
    }

    [Fact]
    public async Task Logout_ends_the_access_token_at_once()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        var refresh = Refresh(await AccountsHost.LoginAsync(client));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);

        (await client.PostAsync("/api/auth/logout", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        using var again = await RefreshAsync(client, refresh);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task An_expired_access_token_is_told_apart()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        await AccountsHost.LoginAsync(client);

        host.Time.Advance(TimeSpan.FromHours(1));
        using var answer = await client.GetAsync("/api/me", TestContext.Current.CancellationToken);

        Assert.Equal("token_expired", await CodeAsync(answer));
    }

    [Fact]
    public async Task A_guest_is_somebody_but_no_member_and_can_sign_out()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        using var response = await client.PostAsJsonAsync("/api/auth/guest", new { name = "Gast" }, TestContext.Current.CancellationToken);
        var guest = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new("Bearer", guest.GetProperty("accessToken").GetString());

        var me = await client.GetFromJsonAsync<JsonElement>("/api/me", TestContext.Current.CancellationToken);
        Assert.Equal("guest", me.GetProperty("role").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/me/api-keys", TestContext.Current.CancellationToken)).StatusCode);

        (await client.PostAsync("/api/auth/logout", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task An_api_key_works_until_it_is_deleted_and_is_shown_once()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        await AccountsHost.LoginAsync(client);
        using var created = await client.PostAsJsonAsync("/api/me/api-keys", new { name = "ci" }, TestContext.Current.CancellationToken);
        var key = await created.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        using var program = host.Client();
        program.DefaultRequestHeaders.Add("X-API-Key", key.GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        Assert.DoesNotContain(key.GetProperty("key").GetString()!, await client.GetStringAsync("/api/me/api-keys", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        (await client.DeleteAsync($"/api/me/api-keys/{key.GetProperty("id").GetString()}", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static string Refresh(JsonElement answer) => answer.GetProperty("refreshToken").GetString()!;

    private static Task<HttpResponseMessage> RefreshAsync(HttpClient client, string refreshToken) =>
        client.PostAsJsonAsync("/api/auth/refresh", new { refreshToken }, TestContext.Current.CancellationToken);

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("code").GetString();
}

[OnPostgres]
public sealed class TokenOnPostgresTests : TokenTests;
