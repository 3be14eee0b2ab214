using System.Text.Json;
using Matinee.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Playback;

/// <summary>The player as a person uses it: keys, menus, and coming back later.</summary>
public sealed class PlayerTests(Cinema cinema, Programme programme) : IClassFixture<Programme>
{
    [Fact]
    public async Task The_keyboard_map_does_what_it_says()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await OpenAsync(context, programme.Film);

        await page.Keyboard.PressAsync("k");
        Assert.True(await Until(page, "v.paused"));
        await page.Keyboard.PressAsync("5");
        Assert.True(await Until(page, "Math.abs(v.currentTime - v.duration / 2) < 0.2"));
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.True(await Until(page, "Math.abs(v.currentTime - v.duration / 2 + 5) < 0.2"));
        await page.Keyboard.PressAsync(".");
        Assert.True(await Until(page, "v.currentTime > v.duration / 2 - 5 + 0.03 && v.currentTime < v.duration / 2 - 5 + 0.06"));
        await page.Keyboard.PressAsync("Home");
        Assert.True(await Until(page, "v.currentTime < 0.05"));
        await page.Keyboard.PressAsync("m");
        Assert.True(await Until(page, "v.muted"));
        await page.Keyboard.PressAsync("Shift+>");
        Assert.True(await Until(page, "v.playbackRate > 1"));
        await page.Keyboard.PressAsync("Shift+?");
        await page.Locator("dialog[open]").First.WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("d");
        await page.GetByText("Dropped", new PageGetByTextOptions { Exact = false }).First.WaitForAsync();
        await page.Keyboard.PressAsync(" ");
        Assert.True(await Until(page, "!v.paused"));
    }

    [Fact]
    public async Task Languages_and_subtitles_of_the_source_can_be_chosen()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await OpenAsync(context, programme.Languages);

        // The line is said from the first to the third second, and stands while the picture does.
        await page.EvaluateAsync("() => { const v = document.querySelector('video'); v.pause(); v.currentTime = 2; }");
        await page.Keyboard.PressAsync("c");

        await page.GetByText("Hello from the first line").First.WaitForAsync();
    }

    [Fact]
    public async Task Coming_back_offers_to_go_on_where_it_was_left()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await OpenAsync(context, programme.Languages);
        // It is saved every five seconds too, so that the pause may have nothing to add.
        await page.RunAndWaitForResponseAsync(async () =>
        {
            await page.Keyboard.PressAsync("6");
            Assert.True(await Until(page, "v.currentTime > 5"));
            await page.Keyboard.PressAsync("k");
        }, answer => answer.Url.EndsWith("/position", StringComparison.Ordinal) && SecondsIn(answer.Request.PostData) > 5);
        await page.GotoAsync("/");

        await page.GotoAsync($"/watch/{programme.Languages}");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("^Resume") }).First.WaitForAsync();
    }

    [Fact]
    public async Task A_player_that_cannot_reach_the_server_says_why_and_tries_again_when_asked()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        await page.RouteAsync("**/hls/**/*.m3u8", route => route.AbortAsync());

        await page.GotoAsync($"/watch/{programme.Film}?autoplay=1");
        var retry = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("(?i)try again|retry") }).First;
        await retry.WaitForAsync(new LocatorWaitForOptions { Timeout = 90_000 });
        await page.UnrouteAsync("**/hls/**/*.m3u8");
        await retry.ClickAsync();

        Assert.True(await Until(page, "v.readyState >= 2"));
    }

    private static double SecondsIn(string? body)
    {
        using var document = JsonDocument.Parse(body ?? "{}");
        return document.RootElement.TryGetProperty("seconds", out var seconds) ? seconds.GetDouble() : 0;
    }

    private static async Task<IPage> OpenAsync(IBrowserContext context, string id)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync($"/watch/{id}?autoplay=1&t=0");
        Assert.True(await Until(page, "v.readyState >= 3 && v.currentTime > 0.1"), "It never played.");
        await page.Locator("matinee-player").First.HoverAsync();
        return page;
    }

    private static async Task<bool> Until(IPage page, string condition, float timeout = 60_000)
    {
        try
        {
            await page.WaitForFunctionAsync($"() => {{ const v = document.querySelector('video'); return v && ({condition}); }}", null, new PageWaitForFunctionOptions { Timeout = timeout });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
