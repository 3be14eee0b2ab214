using System.Diagnostics;
using Matinee.EndToEnd.Harness;
using Matinee.EndToEnd.Judges;
using Matinee.Testing.Media;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Rooms;

/// <summary>A host at a desk and a guest with a telephone, in one room.</summary>
public sealed class WatchTogetherTests(Cinema cinema, ITestOutputHelper output)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guest_follows_a_link_and_is_together_with_the_host_within_a_quarter_of_a_second()
    {
        var film = await cinema.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Lasting(48)), "Snow Over Vardal", Stop);
        await cinema.WaitForStateAsync(film, TimeSpan.FromMinutes(2), Stop, "ready");
        await using var desk = await cinema.NewAdministratorAsync();
        await using var telephone = await cinema.NewVisitorAsync(new Viewing(390));
        List<string> complaints = [];
        var host = await NewPageAsync(desk, complaints);
        var guest = await NewPageAsync(telephone, complaints);

        var link = await OpenRoomAsync(host, film);
        var since = Stopwatch.StartNew();
        await guest.GotoAsync(link);
        await guest.GetByLabel("Your name").FillAsync("Lea");
        await guest.GetByRole(AriaRole.Button, new() { Name = "Join", Exact = true }).ClickAsync();
        await guest.Locator("room-chat").WaitForAsync();
        await guest.Locator("video").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        output.WriteLine($"from the link into the room: {since.Elapsed.TotalSeconds:F1} s");
        Assert.InRange(since.Elapsed, TimeSpan.Zero, Settling);

        await host.Locator("video").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await host.Keyboard.PressAsync("k");
        await RoomPages.MovesAsync(host);
        await RoomPages.MovesAsync(guest);
        output.WriteLine($"from the link to a moving picture: {since.Elapsed.TotalSeconds:F1} s");
        since.Restart();
        await TalkAsync(host, guest);
        output.WriteLine($"talked for {since.Elapsed.TotalSeconds:F1} s");
        await host.WaitForTimeoutAsync((float)Math.Max(3_000, (Settling - since.Elapsed).TotalMilliseconds));
        var span = TimeSpan.FromSeconds(2);
        var readings = await Task.WhenAll(PictureClock.ReadAsync(host, span), PictureClock.ReadAsync(guest, span));
        var apart = PictureClock.Apart(readings[0], readings[1]);
        output.WriteLine($"apart: median {apart[apart.Count / 2]:F0} ms, most {apart[^1]:F0} ms, {apart.Count} readings");
        Assert.All(readings.SelectMany(r => r), reading => Assert.True(reading.Moves));
        Assert.InRange(apart[apart.Count / 2], 0, 250);

        foreach (var page in new[] { host, guest })
            Assert.Matches(@"(?i)locked\s+±\d+ ms", await page.Locator(".lockst .tally").InnerTextAsync());

        await host.Locator("video").FocusAsync();
        await host.Keyboard.PressAsync("k");
        await RoomPages.UntilAsync(guest, "document.querySelector('video').paused");
        await RoomPages.UntilAsync(host, "document.querySelector('video').paused && !document.querySelector('video').seeking");
        await RoomPages.UntilAsync(guest, "!document.querySelector('video').seeking");
        Assert.Equal(await PositionAsync(host), await PositionAsync(guest), 0.1);
        Assert.Empty(complaints);
    }

    private static async Task TalkAsync(IPage host, IPage guest)
    {
        await guest.GetByLabel("Message", new() { Exact = true }).FillAsync("Look at the left window");
        await guest.Keyboard.PressAsync("Enter");
        await host.GetByText("Look at the left window").WaitForAsync();
        await PictureAsync(host, "room-1440");
        await PictureAsync(guest, "room-390");

        await AnswerInAThreadAsync(host, guest, "Look at the left window", "The curtain moves");
        await WriteAsync(host, "Lea", "Is it you behind it?");
        await ReadAsync(guest, "Is it you behind it?");
    }

    private static async Task AnswerInAThreadAsync(IPage page, IPage other, string message, string answer)
    {
        var line = page.Locator("li.msg", new() { HasText = message });
        await line.HoverAsync();
        await line.GetByRole(AriaRole.Button, new() { Name = "Answer in a thread" }).ClickAsync();
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync(answer);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Log, new() { Name = "Thread" }).GetByText(answer).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the chat" }).ClickAsync();

        await other.GetByRole(AriaRole.Button, new() { Name = "1 answer" }).ClickAsync();
        await other.GetByText(answer).WaitForAsync();
        await PictureAsync(other, "room-thread-390");
        await other.GetByRole(AriaRole.Button, new() { Name = "Back to the chat" }).ClickAsync();
        Assert.Equal(0, await other.GetByText(answer).CountAsync());
    }

    private static async Task WriteAsync(IPage page, string name, string text)
    {
        await page.GetByRole(AriaRole.Tab, new() { NameRegex = new("^People") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Write to {name}", Exact = true }).ClickAsync();
        await page.GetByLabel($"You and {name}").Locator("input").FillAsync(text);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Log, new() { Name = $"You and {name}" }).GetByText(text).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the chat" }).ClickAsync();
    }

    private static async Task ReadAsync(IPage page, string text)
    {
        await page.GetByRole(AriaRole.Tab, new() { NameRegex = new("^People") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Write to .*, 1 new$") }).ClickAsync();
        await page.Locator("room-direct").GetByText(text).WaitForAsync();
        await PictureAsync(page, "room-direct-390");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the chat" }).ClickAsync();
    }

    private static async Task<IPage> NewPageAsync(IBrowserContext context, List<string> complaints)
    {
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };
        return page;
    }

    /// <summary>Two clicks from the film.</summary>
    private static async Task<string> OpenRoomAsync(IPage page, string film)
    {
        await page.GotoAsync($"/watch/{film}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Watch together" }).ClickAsync();
        await page.Locator("room-opener dialog button.btn--primary").ClickAsync();
        await page.WaitForURLAsync("**/r/*");
        await page.Locator("room-chat").WaitForAsync();
        return page.Url;
    }

    private static Task<double> PositionAsync(IPage page) => page.EvaluateAsync<double>("document.querySelector('video').currentTime");

    private static async Task PictureAsync(IPage page, string name)
    {
        // A room is dark unless its viewer chose light.
        foreach (var theme in new[] { "light", "dark" })
        {
            await page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; }", theme);
            // Buttons take a moment from one theme to the other.
            await page.EvaluateAsync("() => Promise.allSettled(document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.finished))");
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Cinema.Artifacts("screenshots"), $"{name}-{theme}.png") });
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, $"{name} scrolls sideways.");
            Assert.Empty(await Axe.SeriousFindingsAsync(page, onlyColours: theme == "light"));
        }
    }
}
