using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.IntegrationTests.Databases;
using Xunit;

namespace Matinee.IntegrationTests.Accounts;

public class SignInTests
{
    [Fact]
    public async Task Guessing_is_stopped_and_says_when_to_come_back()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync(client, AccountsHost.AdminEmail, $"wrong guess {i}")).StatusCode);

        using var refused = await LoginAsync(client, AccountsHost.AdminEmail, AccountsHost.AdminPassword);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("30", refused.Headers.GetValues("Retry-After").Single());
        host.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(client, AccountsHost.AdminEmail, AccountsHost.AdminPassword)).StatusCode);
    }

    [Fact]
    public async Task Parallel_guesses_are_all_counted()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => LoginAsync(client, AccountsHost.AdminEmail, $"wrong guess {i}")));

        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(15, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task One_address_cannot_try_one_password_on_everybody()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => LoginAsync(client, $"user{i}@example.org", "Summer2026!")));

        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task An_untrusted_forwarded_address_changes_nothing()
    {
        await using var host = await AccountsHost.StartAsync(("Http:TrustedProxies:0", "192.0.2.1"), ("Http:TrustedProxies:1", "192.0.2.2"));
        using var client = host.Client();
        List<HttpStatusCode> answers = [];
        for (var i = 0; i < 31; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login") { Content = JsonContent.Create(new { email = $"u{i}@example.org", password = "x" }) };
            request.Headers.Add("X-Forwarded-For", $"198.51.100.{i}");
            answers.Add((await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Fact]
    public async Task Unknown_disabled_and_mistyped_get_the_same_answer()
    {
        await using var host = await AccountsHost.StartAsync();
        using var admin = host.Client();
        await AccountsHost.LoginAsync(admin);
        using var created = await admin.PostAsJsonAsync("/api/users", new { email = "bob@example.org", password = "bobs long password" }, TestContext.Current.CancellationToken);
        var bob = (await created.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("user").GetProperty("id").GetString();
        (await admin.PatchAsJsonAsync($"/api/users/{bob}", new { state = "disabled" }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        using var client = host.Client();

        var unknown = await BodyAsync(await LoginAsync(client, "nobody@example.org", "bobs long password"));
        var disabled = await BodyAsync(await LoginAsync(client, "bob@example.org", "bobs long password"));
        var mistyped = await BodyAsync(await LoginAsync(client, AccountsHost.AdminEmail, "bobs long password"));

        Assert.Equal(unknown, disabled);
        Assert.Equal(unknown, mistyped);
    }

    [Fact]
    public async Task A_disabled_user_and_a_reset_password_end_every_session_at_once()
    {
        await using var host = await AccountsHost.StartAsync();
        using var admin = host.Client();
        await AccountsHost.LoginAsync(admin);
        using var created = await admin.PostAsJsonAsync("/api/users", new { email = "bob@example.org", password = "bobs long password" }, TestContext.Current.CancellationToken);
        var bob = (await created.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("user").GetProperty("id").GetString();
        using var program = host.Client();
        await AccountsHost.LoginAsync(program, "bob@example.org", "bobs long password");
        using var browser = host.Client(cookies: true);
        (await AccountsHost.SignInAsync(browser, "bob@example.org", "bobs long password")).Dispose();
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/private", TestContext.Current.CancellationToken)).StatusCode);

        (await admin.PostAsJsonAsync($"/api/users/{bob}/password", new { }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/private", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_keeps_this_one()
    {
        await using var host = await AccountsHost.StartAsync();
        using var here = host.Client();
        using var elsewhere = host.Client();
        await AccountsHost.LoginAsync(here);
        await AccountsHost.LoginAsync(elsewhere);

        (await here.PostAsJsonAsync("/api/me/password", new { currentPassword = AccountsHost.AdminPassword, newPassword = "another long password" },
            TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync(elsewhere, AccountsHost.AdminEmail, AccountsHost.AdminPassword)).StatusCode);
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        await using var host = await AccountsHost.StartAsync();
        using var admin = host.Client();
        var id = (await AccountsHost.LoginAsync(admin)).GetProperty("user").GetProperty("id").GetString();

        Assert.Equal(HttpStatusCode.Conflict, (await admin.PatchAsJsonAsync($"/api/users/{id}", new { role = "member" }, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PatchAsJsonAsync($"/api/users/{id}", new { state = "disabled" }, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.DeleteAsync($"/api/users/{id}", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static Task<HttpResponseMessage> LoginAsync(HttpClient client, string email, string password) =>
        client.PostAsJsonAsync("/api/auth/login", new { email, password }, TestContext.Current.CancellationToken);

    private static async Task<string> BodyAsync(HttpResponseMessage response)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return $"{response.StatusCode} {problem.GetProperty("code")} {problem.GetProperty("detail")}";
    }
}

[OnPostgres]
public sealed class SignInOnPostgresTests : SignInTests;
