using System.Net.Http.Json;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Limits;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing.Time;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.IntegrationTests.Accounts;

/// <summary>The account features alone on a real Kestrel and a real catalogue file, with a clock that the test moves.</summary>
public sealed class AccountsHost : IAsyncDisposable
{
    public const string AdminEmail = "admin@example.org";
    /// <summary>A setting: the test makes the first account by itself.</summary>
    public const string KeepEmpty = "Test:KeepEmpty";

    public const string AdminPassword = "correct horse battery";

    private readonly WebApplication _app;
    private readonly ICatalogueDatabase _catalogue;
    private readonly string _folder;
    private readonly bool _first;

    private AccountsHost(WebApplication app, ICatalogueDatabase catalogue, string folder, ManualTime time, bool first) =>
        (_app, _catalogue, _folder, Time, _first) = (app, catalogue, folder, time, first);

    public ManualTime Time { get; }

    public Uri Address => new(_app.Urls.First());

    public ICatalogueDatabase Catalogue => _catalogue;

    public IServiceProvider Services => _app.Services;

    public static async Task<AccountsHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("matinee-accounts-").FullName;
        var catalogue = await TestCatalogue.OpenAsync(folder);
        return await StartAsync(catalogue, folder, new ManualTime(), first: true, settings);
    }

    /// <summary>Another node of the same installation: the same catalogue, secret and clock. Dispose it first.</summary>
    public Task<AccountsHost> StartSecondNodeAsync() => StartAsync(_catalogue, _folder, Time, first: false, []);

    private static async Task<AccountsHost> StartAsync(ICatalogueDatabase catalogue, string folder, ManualTime time, bool first, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Accounts:AdminEmail"] = AdminEmail,
            ["Accounts:AdminPassword"] = AdminPassword,
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(catalogue);
        builder.Services.AddSingleton(new ClusterSecret("a secret of at least thirty-two bytes"u8));
        builder.Services.AddHttp().AddLimits().AddAccounts();
        builder.Services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1000);
        var app = builder.Build();
        app.UseHttp();
        app.UseLimits();
        app.UseAccounts();
        app.MapAccounts();
        app.MapGet("/form-token", (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken);
        app.MapGet("/private", () => "private").RequireAuthorization(Policies.Member);
        app.MapGet("/broken", string () => throw new InvalidOperationException("the secret reason"));
        app.MapGet("/page", () => Results.Content("<p>page</p>", "text/html"));
        app.MapGet("/embed/page", () => Results.Content("<p>embedded</p>", "text/html"));
        app.MapGet("/link", (HttpContext context, PublicLinks links) => links.Absolute(context.Request, "/watch"));
        app.MapPost("/unsafe", () => "done").RequireAuthorization(Policies.Member);
        if (app.Configuration[KeepEmpty] is null)
            await app.Services.GetRequiredService<FirstAdministrator>().EnsureAsync(CancellationToken.None);
        await app.StartAsync();
        return new(app, catalogue, folder, time, first);
    }

    /// <summary>A client of its own: a browser without cookies when <paramref name="cookies"/> is false.</summary>
    public HttpClient Client(bool cookies = false) =>
        new(new SocketsHttpHandler { UseCookies = cookies, AllowAutoRedirect = false }) { BaseAddress = Address };

    public static async Task<JsonElement> LoginAsync(HttpClient client, string email = AdminEmail, string password = AdminPassword)
    {
        using var response = await client.PostAsJsonAsync("/api/auth/login", new { email, password });
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer.GetProperty("accessToken").GetString());
        return answer;
    }

    /// <summary>Signs in with the page's form, as a browser does.</summary>
    public static async Task<HttpResponseMessage> SignInAsync(
        HttpClient browser, string email = AdminEmail, string password = AdminPassword, string? returnUrl = null)
    {
        var token = await browser.GetStringAsync("/form-token");
        return await browser.PostAsync("/account/sign-in", new FormUrlEncodedContent(new Dictionary<string, string?>
        {
            ["__RequestVerificationToken"] = token,
            ["email"] = email,
            ["password"] = password,
            ["returnUrl"] = returnUrl,
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (!_first)
            return;
        await ((IAsyncDisposable)_catalogue).DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
