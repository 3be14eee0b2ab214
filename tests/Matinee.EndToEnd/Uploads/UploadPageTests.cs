using System.Buffers.Binary;
using Matinee.EndToEnd.Harness;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Uploads;

/// <summary>Uploads belong to the browser, not to a page: they outlive navigation, reloads, and with the file chosen again, the tab.</summary>
public sealed class UploadPageTests(Cinema cinema)
{
    private const int SourceBytes = 8_000_000;

    // On the way while pages are loaded, however long they take; then let through.
    private const int Slowly = 100_000;
    private const int Soon = 4_000_000;

    [Fact]
    public async Task With_a_single_tab_an_upload_goes_on_across_page_loads_and_a_reload()
    {
        await using var lane = new SlowLane(() => cinema.Server.Address, Slowly);
        await using var context = await NewUploaderAsync(lane);
        var page = context.Pages[0];
        await page.GotoAsync("/upload");
        await page.Locator("input[type=file][multiple]").First.SetInputFilesAsync(await SourceAsync());
        await page.GetByText("Uploading").First.WaitForAsync();

        await page.GotoAsync("/");
        await page.Locator("upload-tray").GetByText("long", new() { Exact = false }).First.WaitForAsync();
        await page.ReloadAsync();
        await page.GotoAsync("/studio");
        await page.GotoAsync("/upload");
        lane.BytesPerSecond = Soon;
        await page.GetByRole(AriaRole.Link, new() { Name = "Watch" }).First.WaitForAsync(new() { Timeout = 240_000 });

        Assert.Equal(1, Creations(lane));
    }

    [Fact]
    public async Task After_a_killed_tab_the_same_file_goes_on_where_it_was()
    {
        await using var lane = new SlowLane(() => cinema.Server.Address, bytesPerSecond: 1_000_000);
        await using var context = await NewUploaderAsync(lane);
        var page = context.Pages[0];
        await page.GotoAsync("/upload");
        var source = await SourceAsync();
        await page.Locator("input[type=file][multiple]").First.SetInputFilesAsync(source);
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('upload-row [role=progressbar]')].some(e => Number(e.getAttribute('aria-valuenow')) >= 40)", null, new() { Timeout = 60_000 });
        lane.BytesPerSecond = Slowly;

        // A crash takes the worker with it: the browser's own page for that ends every renderer of the profile.
        var crash = await context.NewPageAsync();
        foreach (var open in context.Pages.Where(p => p != crash).ToList())
            await open.CloseAsync();
        var session = await context.NewCDPSessionAsync(crash);
        var targets = await session.SendAsync("Target.getTargets");
        foreach (var target in targets!.Value.GetProperty("targetInfos").EnumerateArray().Where(t => t.GetProperty("type").GetString() == "shared_worker"))
            await session.SendAsync("Target.closeTarget", new Dictionary<string, object> { ["targetId"] = target.GetProperty("targetId").GetString()! }); // every target has one
        Assert.Equal(1, Creations(lane));
        await crash.GotoAsync("/upload");
        var again = crash.Locator("upload-row input[type=file]").First;
        await again.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        lane.BytesPerSecond = Soon;
        await again.SetInputFilesAsync(source);

        await crash.GetByRole(AriaRole.Link, new() { Name = "Watch" }).First.WaitForAsync(new() { Timeout = 240_000 });
        Assert.Equal(1, Creations(lane));
    }

    [Fact]
    public async Task A_file_that_is_no_film_is_refused_before_a_byte_is_sent()
    {
        await using var lane = new SlowLane(() => cinema.Server.Address, bytesPerSecond: 5_000_000);
        await using var context = await NewUploaderAsync(lane);
        var page = context.Pages[0];
        await page.GotoAsync("/upload");

        await page.Locator("input[type=file][multiple]").First.SetInputFilesAsync(new FilePayload { Name = "programme-notes.docx", MimeType = "application/msword", Buffer = [1, 2, 3] });

        await page.GetByText("Not a video. Nothing was sent.").First.WaitForAsync();
        Assert.Equal(0, Creations(lane));
    }

    /// <summary>A short film in a large file, of which most is a box of free space: long on the way, soon encoded.</summary>
    private static async Task<string> SourceAsync()
    {
        var film = await File.ReadAllBytesAsync(await FixtureCache.PathAsync(MediaFixtures.Lasting(8)));
        var large = new byte[SourceBytes];
        film.CopyTo(large, 0);
        BinaryPrimitives.WriteInt32BigEndian(large.AsSpan(film.Length), large.Length - film.Length);
        "free"u8.CopyTo(large.AsSpan(film.Length + sizeof(int)));
        var path = Path.Combine(Directory.CreateTempSubdirectory("matinee-large-").FullName, "long-way.mp4");
        await File.WriteAllBytesAsync(path, large);
        return path;
    }

    private static int Creations(SlowLane lane) => lane.Requests.Count(line => line.StartsWith("POST /api/videos/upload HTTP", StringComparison.Ordinal));

    private async Task<IBrowserContext> NewUploaderAsync(SlowLane lane)
    {
        var context = await Cinema.NewContextAsync(cinema.Browser, new BrowserNewContextOptions { BaseURL = lane.Address.ToString(), ViewportSize = new() { Width = 1280, Height = 900 } });
        await Cinema.SignInAsync(await context.NewPageAsync());
        return context;
    }
}
