using Matinee.EndToEnd.Harness;
using Matinee.EndToEnd.Judges;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Pages;

/// <summary>Each page at two widths in two themes: a picture for a person to judge, and what a machine can judge.</summary>
public sealed class EveryPageTests(Cinema cinema, Programme programme) : IClassFixture<Programme>
{
    private static readonly int[] Widths = [1440, 390];

    [Theory]
    [InlineData("sign-in")]
    [InlineData("library")]
    [InlineData("library-empty")]
    [InlineData("search")]
    [InlineData("upload")]
    [InlineData("studio")]
    [InlineData("watch")]
    [InlineData("watch-upright")]
    [InlineData("watch-failed")]
    [InlineData("embed")]
    [InlineData("account")]
    [InlineData("users")]
    [InlineData("cluster")]
    [InlineData("join-closed")]
    [InlineData("missing")]
    [InlineData("docs")]
    [InlineData("errors")]
    public async Task It_is_accessible_fits_its_width_and_logs_no_error_in_the_dark_and_in_the_light(string name) =>
        await Task.WhenAll(Widths.Select(width => LookAsync(name, width)));

    private async Task LookAsync(string name, int width)
    {
        var viewing = new Viewing(width, Still: true);
        await using var context = name is "sign-in" or "join-closed" ? await cinema.NewVisitorAsync(viewing) : await cinema.NewAdministratorAsync(viewing);
        var page = await context.NewPageAsync();
        List<string> complaints = [];
        page.Console += (_, message) =>
        {
            // A page that shows a missing thing is itself answered with 404, which the browser logs.
            if (message.Type == "error" && !(name is "missing" && message.Text.Contains("404", StringComparison.Ordinal)))
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);

        await page.GotoAsync(Address(name));
        await page.WaitForLoadStateAsync(LoadState.Load);
        await page.EvaluateAsync("document.fonts.ready");
        // Islands fill in what the server could not know; a page is judged when it has settled.
        await page.WaitForTimeoutAsync(700);
        await JudgeAsync(page, name, viewing);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        await JudgeAsync(page, name, viewing with { Light = true });

        Assert.True(complaints.Count == 0, $"{name} at {width}: {string.Join("; ", complaints)}");
    }

    [Theory]
    [InlineData("library")]
    [InlineData("studio")]
    [InlineData("watch")]
    public async Task It_reflows_to_320_pixels(string name)
    {
        await using var context = await cinema.NewAdministratorAsync(new Viewing(320));
        var page = await context.NewPageAsync();

        await page.GotoAsync(Address(name));

        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"));
    }

    [Fact]
    public async Task The_keyboard_alone_reaches_everything_on_the_library_and_focus_is_always_seen()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        List<string> visited = [];

        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await page.EvaluateAsync<string>("""
                () => {
                  const e = document.activeElement;
                  if (!e || e === document.body) return '';
                  const style = getComputedStyle(e);
                  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                    || [...document.querySelectorAll(':focus-within')].some(a => { const s = getComputedStyle(a); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })
                    || getComputedStyle(e, '::after').outlineStyle !== 'none'
                    || [...(e.closest('article')?.querySelectorAll('.pic') ?? [])].some(p => getComputedStyle(p).outlineStyle !== 'none');
                  return `${ring ? 'ring' : 'NO RING'} ${e.tagName} ${(e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40)}`;
                }
                """);
            if (focused.Length > 0)
                visited.Add(focused);
        }

        Assert.Contains(visited, stop => stop.Contains("Snow Over Vardal", StringComparison.Ordinal));
        Assert.Contains(visited, stop => stop.Contains("Upload", StringComparison.Ordinal));
        Assert.DoesNotContain(visited, stop => stop.StartsWith("NO RING", StringComparison.Ordinal));
    }

    private static async Task JudgeAsync(IPage page, string name, Viewing viewing)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(Cinema.Artifacts("screenshots"), $"{name}-{viewing}.png"),
            FullPage = true,
        });
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{name} scrolls sideways by {overflow} px at {viewing.Width}.");
        var findings = await Axe.SeriousFindingsAsync(page, onlyColours: viewing.Light);
        Assert.True(findings.Count == 0, $"{name} at {viewing}: {string.Join("; ", findings)}");
    }

    private string Address(string name) => name switch
    {
        "library" => "/",
        "library-empty" => "/?q=nothing-is-called-this",
        "search" => "/search",
        "watch" => $"/watch/{programme.Languages}",
        "watch-upright" => $"/watch/{programme.Upright}",
        "watch-failed" => $"/watch/{programme.Broken}",
        "embed" => $"/embed/{programme.Film}",
        "users" => "/admin/users",
        "cluster" => "/admin/cluster",
        "join-closed" => "/join",
        "missing" => "/watch/v0000000000000000",
        "errors" => "/docs/errors",
        _ => "/" + name,
    };
}
