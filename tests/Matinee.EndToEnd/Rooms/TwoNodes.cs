using System.Net.Http.Json;
using System.Text.Json;
using Matinee.EndToEnd.Harness;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Matinee.Testing.Servers;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Rooms;

/// <summary>Two nodes over Redis with a film, and three browsers of their own that come through two doors.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly string _folder;
    private readonly List<IBrowser> _browsers = [];
    private string? _session;

    private TwoNodes(MatineeProcess one, MatineeProcess two, string folder) =>
        (One, Two, _folder, DoorOfOne, DoorOfTwo) = (one, two, folder, new FrontDoor(one.Address, two.Address), new FrontDoor(two.Address, one.Address));

    public MatineeProcess One { get; }

    public MatineeProcess Two { get; }

    /// <summary>Leads to node one while it lives.</summary>
    public FrontDoor DoorOfOne { get; }

    /// <summary>Leads to node two while it lives.</summary>
    public FrontDoor DoorOfTwo { get; }

    public string Film { get; private set; } = ""; // set before anybody has the stage

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<TwoNodes> StartAsync(int filmSeconds)
    {
        var folder = Directory.CreateTempSubdirectory("matinee-together-").FullName;
        var redis = (await RedisServers.SharedAsync()).Url;
        var stage = new TwoNodes(await StartAsync("one", folder, redis), await StartAsync("two", folder, redis), folder);
        try
        {
            stage.Film = await stage.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Lasting(filmSeconds)));
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new room with the film, in which everybody may play and pause.</summary>
    /// <returns>The path of its page.</returns>
    public async Task<string> OpenRoomAsync()
    {
        using var admin = await One.CreateAdminClientAsync(Stop);
        using var made = await admin.PostAsJsonAsync("/api/rooms", new { videoId = Film, name = "Film night", mode = "everyone" }, Stop);
        made.EnsureSuccessStatusCode();
        return $"/r/{(await made.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString()}";
    }

    /// <summary>A browser process of its own whose user is the administrator.</summary>
    public async Task<IPage> HostAsync(FrontDoor door)
    {
        var context = await NewContextAsync(door, _session);
        var page = await context.NewPageAsync();
        if (_session is not null)
            return page;
        await Cinema.SignInAsync(page);
        _session = await context.StorageStateAsync();
        return page;
    }

    /// <summary>A browser process of its own whose user is nobody yet.</summary>
    /// <param name="wrongBy">How far the wall clock of the machine is off.</param>
    public async Task<IPage> GuestAsync(FrontDoor door, TimeSpan wrongBy = default)
    {
        var context = await NewContextAsync(door, session: null);
        if (wrongBy != default)
        {
            await context.AddInitScriptAsync($$"""
                globalThis.Date = class extends Date {
                  constructor(...parts) { if (parts.length) super(...parts); else super(globalThis.Date.now()); }
                  static now() { return super.now() + {{wrongBy.TotalMilliseconds}}; }
                };
                """);
        }

        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers)
            await browser.DisposeAsync();
        await DoorOfOne.DisposeAsync();
        await DoorOfTwo.DisposeAsync();
        await One.DisposeAsync();
        await Two.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<IBrowserContext> NewContextAsync(FrontDoor door, string? session)
    {
        var browser = await Cinema.LaunchAsync();
        _browsers.Add(browser);
        return await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = door.Address.ToString(),
            ViewportSize = new ViewportSize { Width = 960, Height = 720 },
            Locale = "en-GB",
            StorageState = session,
        });
    }

    private async Task<string> UploadAsync(string path)
    {
        using var admin = await One.CreateAdminClientAsync(Stop);
        using var begun = await admin.PostAsJsonAsync("/api/videos/upload", new { filename = Path.GetFileName(path), contentType = "video/mp4", title = "Snow Over Vardal" }, Stop);
        var ticket = await begun.Content.ReadFromJsonAsync<JsonElement>(Stop);
        using var put = await admin.PutAsync(ticket.GetProperty("uploadUrl").GetString(), new ByteArrayContent(await File.ReadAllBytesAsync(path, Stop)), Stop);
        put.EnsureSuccessStatusCode();
        var id = ticket.GetProperty("videoId").GetString() ?? "";
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        late.CancelAfter(TimeSpan.FromMinutes(3));
        while ((await admin.GetFromJsonAsync<JsonElement>($"/api/videos/{id}", late.Token)).GetProperty("state").GetString() != "ready")
            await Task.Delay(200, late.Token);
        return id;
    }

    private static Task<MatineeProcess> StartAsync(string node, string folder, string redis) => MatineeProcess.StartAsync(
        new MatineeProcessOptions
        {
            DataFolder = Directory.CreateDirectory(Path.Combine(folder, node)).FullName,
            KeepsPort = true,
            Environment = new Dictionary<string, string?>
            {
                ["REDIS_URL"] = redis,
                ["DATABASE_URL"] = "sqlite:" + Path.Combine(folder, "matinee.db"),
                ["MATINEE__STORAGE__PATH"] = Path.Combine(folder, "objects"),
                ["JWT_SECRET"] = "one-secret-for-all-nodes-of-the-test",
                ["NODE_NAME"] = node,
            },
        }, Stop);
}
