using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Harness;

/// <summary>A running server and a running browser, shared by all tests of the assembly.</summary>
public sealed class Cinema : IAsyncLifetime
{
    /// <summary>For everything that is waited for on a page: what comes, comes long before on a machine that has nothing else to do.</summary>
    private const float Patience = 60_000;

    private static IPlaywright? _playwright;
    private Task<string>? _session;

    public IBrowser Browser { get; private set; } = null!; // set before any test runs

    public MatineeProcess Server { get; private set; } = null!; // set before any test runs

    /// <summary>Where screenshots and traces go; kept after the run.</summary>
    public static string Artifacts(string folder) =>
        Directory.CreateDirectory(Path.Combine(MatineeProcess.RepositoryRoot(), "artifacts", "test", folder)).FullName;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        Browser = await LaunchAsync();
        Server = await MatineeProcess.StartAsync();
    }

    /// <summary>One more process of the browser, for who needs a machine of his own. The caller ends it.</summary>
    internal static async Task<IBrowser> LaunchAsync() =>
        await (_playwright ?? throw new InvalidOperationException("It is made before any test runs.")).Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium(),
            // No sandbox: root cannot have one. No background networking: the machine may have no way out.
            Args = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-component-update", "--mute-audio"],
        });

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (Server is not null)
            await Server.DisposeAsync();
    }

    /// <summary>A fresh browser profile: no cookies, no storage, no worker of another test.</summary>
    public Task<IBrowserContext> NewVisitorAsync(Viewing viewing = default) => NewContextAsync(Browser, Options(viewing));

    /// <summary>A profile whose pages are waited for with patience.</summary>
    internal static async Task<IBrowserContext> NewContextAsync(IBrowser browser, BrowserNewContextOptions options)
    {
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return context;
    }

    /// <summary>A fresh profile in which the administrator is signed in; through the page, once for all of them.</summary>
    public async Task<IBrowserContext> NewAdministratorAsync(Viewing viewing = default)
    {
        var options = Options(viewing);
        options.StorageState = await (_session ??= SignInAsync());
        return await NewContextAsync(Browser, options);
    }

    public static async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Email").FillAsync(MatineeProcess.AdminEmail);
        await page.GetByLabel("Password", new PageGetByLabelOptions { Exact = true }).FillAsync(MatineeProcess.AdminPassword);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in", Exact = true }).ClickAsync();
        // Answered is signed in; whether the page that follows has loaded is a question of other tests.
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal), new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
    }

    /// <summary>Uploads through the API and returns the video's id at once.</summary>
    public async Task<string> UploadAsync(string path, string? title, CancellationToken cancellationToken)
    {
        using var admin = await Server.CreateAdminClientAsync(cancellationToken);
        using var created = await admin.PostAsJsonAsync(
            "/api/videos/upload", new { filename = Path.GetFileName(path), contentType = "application/octet-stream", title }, cancellationToken);
        created.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await created.Content.ReadAsStringAsync(cancellationToken));
        await using var bytes = File.OpenRead(path);
        using var put = new HttpRequestMessage(HttpMethod.Put, answer.RootElement.GetProperty("uploadUrl").GetString()) { Content = new StreamContent(bytes) };
        put.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var client = Server.CreateClient();
        using var sent = await client.SendAsync(put, cancellationToken);
        sent.EnsureSuccessStatusCode();
        return answer.RootElement.GetProperty("videoId").GetString()!; // the contract of POST /api/videos/upload
    }

    /// <summary>Polls a video until it is in one of the states; fails with what the server said when it failed instead.</summary>
    public async Task<JsonElement> WaitForStateAsync(string id, TimeSpan limit, CancellationToken cancellationToken, params string[] states)
    {
        using var admin = await Server.CreateAdminClientAsync(cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        var last = "";
        try
        {
            while (true)
            {
                last = await admin.GetStringAsync($"/api/videos/{id}", deadline.Token);
                using var video = JsonDocument.Parse(last);
                var state = video.RootElement.GetProperty("state").GetString()!; // the contract of GET /api/videos/{id}
                if (states.Contains(state))
                    return video.RootElement.Clone();
                if (state == "failed")
                    Assert.Fail($"The video failed: {last}");
                await Task.Delay(TimeSpan.FromMilliseconds(150), deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"Not {string.Join(" or ", states)} within {limit}: {last}\n{string.Join('\n', Server.Output.Split('\n').TakeLast(40))}");
            throw;
        }
    }

    /// <summary>The signed master playlist, absolute.</summary>
    public async Task<Uri> MasterAsync(string id, CancellationToken cancellationToken)
    {
        using var admin = await Server.CreateAdminClientAsync(cancellationToken);
        using var playback = JsonDocument.Parse(await admin.GetStringAsync($"/api/videos/{id}/playback", cancellationToken));
        return new Uri(Server.Address, playback.RootElement.GetProperty("masterUrl").GetString());
    }

    private async Task<string> SignInAsync()
    {
        await using var context = await NewVisitorAsync();
        await SignInAsync(await context.NewPageAsync());
        return await context.StorageStateAsync();
    }

    private BrowserNewContextOptions Options(Viewing viewing) => new()
    {
        BaseURL = Server.Address.ToString(),
        ViewportSize = new ViewportSize { Width = viewing.Width == 0 ? 1440 : viewing.Width, Height = viewing.Width is > 0 and < 720 ? 844 : 1000 },
        ColorScheme = viewing.Light ? ColorScheme.Light : ColorScheme.Dark,
        ReducedMotion = viewing.Still ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
        HasTouch = viewing.Width is > 0 and < 720,
        Locale = "en-GB",
        BypassCSP = viewing.Judged,
    };

    private static string Chromium() =>
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("Chromium is not installed; ./test installs it.");
}
