using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Matinee.IntegrationTests.Accounts;

public sealed class PageSessionTests
{
    [Fact]
    public async Task A_signed_out_visitor_is_sent_to_the_form_and_back()
    {
        await using var host = await AccountsHost.StartAsync();
        using var browser = host.Client(cookies: true);

        using var away = await browser.GetAsync("/private?x=1", TestContext.Current.CancellationToken);
        Assert.Equal("/sign-in?returnUrl=%2Fprivate%3Fx%3D1", away.Headers.Location?.OriginalString);
        using var signedIn = await AccountsHost.SignInAsync(browser, returnUrl: "/private?x=1");

        Assert.Equal("/private?x=1", signedIn.Headers.Location?.OriginalString);
        Assert.Equal("private", await browser.GetStringAsync("/private", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    public async Task The_form_never_leads_to_another_site(string returnUrl)
    {
        await using var host = await AccountsHost.StartAsync();
        using var browser = host.Client(cookies: true);

        using var signedIn = await AccountsHost.SignInAsync(browser, returnUrl: returnUrl);

        Assert.Equal("/", signedIn.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_cookie_is_hidden_from_scripts_and_other_sites()
    {
        await using var host = await AccountsHost.StartAsync();
        using var browser = host.Client(cookies: true);

        using var signedIn = await AccountsHost.SignInAsync(browser);

        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("matinee=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_leads_back_to_the_form_with_the_email()
    {
        await using var host = await AccountsHost.StartAsync();
        using var browser = host.Client(cookies: true);

        using var answer = await AccountsHost.SignInAsync(browser, password: "wrong", returnUrl: "/private");

        Assert.Equal("/sign-in?error=bad_credentials&email=admin@example.org&returnUrl=%2Fprivate", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_form_without_its_token_signs_nobody_in()
    {
        await using var host = await AccountsHost.StartAsync();
        using var browser = host.Client(cookies: true);

        using var answer = await browser.PostAsync("/account/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["email"] = AccountsHost.AdminEmail,
            ["password"] = AccountsHost.AdminPassword,
        }), TestContext.Current.CancellationToken);

        Assert.Equal("/sign-in?error=stale_form", answer.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/private", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    public async Task The_cookie_acts_only_for_our_own_pages(string header, string value, HttpStatusCode expected)
    {
        await using var host = await AccountsHost.StartAsync();
        using var browser = host.Client(cookies: true);
        (await AccountsHost.SignInAsync(browser)).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/unsafe");
        request.Headers.Add(header, value);

        using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_bearer_token_is_not_bound_to_our_pages()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        await AccountsHost.LoginAsync(client);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/unsafe");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_copied_cookie_ends_with_its_session()
    {
        await using var host = await AccountsHost.StartAsync();
        using var browser = host.Client(cookies: true);
        using var signedIn = await AccountsHost.SignInAsync(browser);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("matinee=", StringComparison.Ordinal)).Split(';')[0];
        using var thief = host.Client();
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/private", TestContext.Current.CancellationToken)).StatusCode);

        var token = await browser.GetStringAsync("/form-token", TestContext.Current.CancellationToken);
        (await browser.PostAsync("/account/sign-out", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]), TestContext.Current.CancellationToken)).Dispose();

        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/private", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/private", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_used_session_outlives_its_first_thirty_days_and_an_idle_one_does_not()
    {
        await using var host = await AccountsHost.StartAsync();
        using var browser = host.Client(cookies: true);
        (await AccountsHost.SignInAsync(browser)).Dispose();

        host.Time.Advance(TimeSpan.FromDays(20));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/private", TestContext.Current.CancellationToken)).StatusCode);
        host.Time.Advance(TimeSpan.FromDays(20));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/private", TestContext.Current.CancellationToken)).StatusCode);
        host.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/private", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task An_invitation_lets_one_person_join_once()
    {
        await using var host = await AccountsHost.StartAsync();
        using var admin = host.Client();
        await AccountsHost.LoginAsync(admin);
        using var invited = await admin.PostAsJsonAsync("/api/invites", new { note = "for Bob" }, TestContext.Current.CancellationToken);
        var url = (await invited.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("url").GetString()!;
        var token = url["/join?invite=".Length..];
        using var bob = host.Client(cookies: true);
        using var eve = host.Client(cookies: true);

        using var joined = await JoinAsync(bob, "bob@example.org", token);
        using var second = await JoinAsync(eve, "eve@example.org", token);
        using var without = await JoinAsync(eve, "eve@example.org", "");

        Assert.Equal("/", joined.Headers.Location?.OriginalString);
        Assert.Equal("private", await bob.GetStringAsync("/private", TestContext.Current.CancellationToken));
        Assert.StartsWith("/join?error=invite_invalid", second.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.StartsWith("/join?error=registration_closed", without.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> JoinAsync(HttpClient browser, string email, string invite)
    {
        var token = await browser.GetStringAsync("/form-token", TestContext.Current.CancellationToken);
        return await browser.PostAsync("/account/join", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token,
            ["email"] = email,
            ["name"] = "Somebody",
            ["password"] = "a long enough password",
            ["invite"] = invite,
        }), TestContext.Current.CancellationToken);
    }
}
