using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.EndToEnd.Harness;
using Matinee.EndToEnd.Judges;
using Matinee.Testing;
using Matinee.Testing.Media;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Admin;

/// <summary>The administrators' pages in use: by keyboard, by others, while things happen, without the server.</summary>
public sealed class AdminPagesTests(Cinema cinema, Backlog backlog) : IClassFixture<Backlog>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/jobs")]
    [InlineData("/admin/jobs.csv")]
    [InlineData("/admin/workers")]
    [InlineData("/admin/workers.csv")]
    [InlineData("/admin/cluster")]
    [InlineData("/admin/live")]
    public async Task Nobody_else_is_shown_anything(string address)
    {
        using var guest = cinema.Server.CreateClient();
        using var member = await MemberAsync();

        using var refused = await guest.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Stop);
        using var forbidden = await member.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Stop);

        Assert.True(refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect, $"{refused.StatusCode}");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task The_queue_is_worked_by_keyboard_alone()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        // Other tests have films here too, not all of them with chunks.
        await page.GotoAsync("/admin/jobs?show=completed&q=Window+Seat");
        var rows = page.Locator("tr[data-job]");
        await rows.First.WaitForAsync();

        await page.Locator(".jtab").Locator("xpath=..").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        var id = await page.EvaluateAsync<string>("document.activeElement.dataset.open");
        Assert.Equal(await rows.Nth(0).GetAttributeAsync("data-job"), id);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator($"[data-inspector] .kv >> text={id}").WaitForAsync();
        Assert.Contains($"job={id}", page.Url, StringComparison.Ordinal);
        Assert.Equal("true", await rows.Nth(0).GetAttributeAsync("aria-selected"));

        // The cells of its chunks are one stop; the arrows go over them, Enter tells who tried one.
        await page.Locator("[data-cells=picture]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".tries").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[data-inspector]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        Assert.DoesNotContain("job=", page.Url, StringComparison.Ordinal);
        Assert.Equal(id, await page.EvaluateAsync<string>("document.activeElement.dataset.open"));
        await page.GoBackAsync();
        await page.Locator("[data-inspector]").WaitForAsync();
    }

    [Fact]
    public async Task A_note_that_goes_away_leaves_the_keyboard_where_it_is()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/admin/jobs?show=completed");
        await page.Locator("tr[data-job] .jobl").First.FocusAsync();
        var id = await page.EvaluateAsync<string>("document.activeElement.dataset.open");

        await page.EvaluateAsync("const note = document.createElement('div'); note.className = 'note'; document.querySelector('.jtab').closest('.tablewrap').before(note)");
        await page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await page.Locator("live-board div.note:not([class*=' '])").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        Assert.Equal(id, await page.EvaluateAsync<string>("document.activeElement.dataset.open"));
    }

    [Fact]
    public async Task Filters_orders_and_words_are_in_the_address_and_survive_it()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/admin/jobs");

        await page.GetByRole(AriaRole.Link, new() { Name = "Failed" }).ClickAsync();
        await page.WaitForURLAsync("**/admin/jobs?show=failed");
        await page.Locator("#filter").FillAsync("board meeting");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("q=board", StringComparison.Ordinal) && url.Contains("show=failed", StringComparison.Ordinal));

        await Assertions.Expect(page.Locator("tr[data-job]").Filter(new() { HasNotText = "Board meeting" })).ToHaveCountAsync(0);
        Assert.NotEqual(0, await page.Locator("tr[data-job]").CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Priority" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("sort=priority", StringComparison.Ordinal) && url.Contains("q=board", StringComparison.Ordinal));
        await page.GotoAsync("/admin/jobs?q=no+such+film");
        await Assertions.Expect(page.GetByText("No job matches")).ToBeVisibleAsync();
        await page.GotoAsync("/admin/jobs?job=j0000000000000000");
        await Assertions.Expect(page.GetByText("There is no such job")).ToBeVisibleAsync();
        await page.GotoAsync("/admin/jobs?page=notanumber&sort=evil&show=%3Cscript%3E&job=%27");
        Assert.True(await page.Locator("tr[data-job]").CountAsync() >= 3);
    }

    [Fact]
    public async Task A_failed_job_shows_its_reason_and_is_taken_up_again_from_the_page()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        using var admin = await cinema.Server.CreateAdminClientAsync(Stop);
        using var jobs = JsonDocument.Parse(await admin.GetStringAsync($"/api/jobs?videoId={backlog.Broken}", Stop));
        var id = jobs.RootElement.GetProperty("items")[0].GetProperty("id").GetString();

        await page.GotoAsync($"/admin/jobs?job={id}");
        await Assertions.Expect(page.Locator("[data-inspector] .note--bad")).ToContainTextAsync("The file ends before its index");
        await page.Locator("[data-inspector]").GetByRole(AriaRole.Button, new() { Name = "Try again" }).First.ClickAsync();

        await Assertions.Expect(page.Locator(".toast--ok")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-inspector] .note--bad")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_new_job_appears_and_ends_without_a_reload_and_a_priority_is_changed_on_the_way()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/admin/jobs");
        await page.EvaluateAsync("window.stillHere = true");
        await page.Locator("live-board").WaitForAsync();

        var video = await cinema.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Lasting(48)), "Seen as it comes", Stop);
        var row = page.Locator("tr[data-job]", new() { HasText = "Seen as it comes" });
        await row.WaitForAsync();
        await row.Locator(".jobl").ClickAsync();
        var menu = page.Locator("[data-inspector] summary");
        await menu.ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Critical" }).ClickAsync();
        await Assertions.Expect(menu).ToContainTextAsync("Critical");
        await Assertions.Expect(page.Locator("[data-inspector]")).ToContainTextAsync("Completed", new() { Timeout = 240_000 });

        Assert.True(await page.EvaluateAsync<bool>("window.stillHere"));
        using var admin = await cinema.Server.CreateAdminClientAsync(Stop);
        using var jobs = JsonDocument.Parse(await admin.GetStringAsync($"/api/jobs?videoId={video}", Stop));
        Assert.Equal("critical", jobs.RootElement.GetProperty("items")[0].GetProperty("priority").GetString());
    }

    [Fact]
    public async Task A_worker_is_drained_and_enabled_again_from_the_page()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/admin/workers");
        var row = page.Locator("tr[data-worker]").First;

        await row.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await Assertions.Expect(row).ToHaveAttributeAsync("data-status", "draining");
        await Assertions.Expect(row).ToContainTextAsync("Drained by");
        await row.GetByRole(AriaRole.Button, new() { Name = "Enable" }).ClickAsync();
        await Assertions.Expect(row).ToHaveAttributeAsync("data-status", "healthy");
    }

    [Fact]
    public async Task One_command_puts_another_machine_to_work_and_its_token_is_shown_once()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/admin/workers");

        await page.GetByRole(AriaRole.Button, new() { Name = "Make a command" }).ClickAsync();
        var line = page.GetByLabel("On the other machine");

        await Assertions.Expect(line).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("worker --coordinator http\\S+ --token \\S{20,}"));
        var token = await line.InputValueAsync();
        // The page renews itself around it.
        await page.WaitForTimeoutAsync(2_500);
        Assert.Equal(token, await line.InputValueAsync());
        await page.ReloadAsync();
        await Assertions.Expect(line).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_exports_hold_what_the_filter_holds()
    {
        using var admin = await cinema.Server.CreateAdminClientAsync(Stop);

        var failed = (await admin.GetStringAsync("/admin/jobs.csv?show=failed", Stop)).Trim().Split("\r\n");
        var all = (await admin.GetStringAsync("/admin/jobs.csv", Stop)).Trim().Split("\r\n");
        var workers = (await admin.GetStringAsync("/admin/workers.csv", Stop)).Trim().Split("\r\n");

        Assert.StartsWith("id,video_id,title,kind,state", failed[0], StringComparison.Ordinal);
        Assert.All(failed.Skip(1), row => Assert.Contains(",failed,", row, StringComparison.Ordinal));
        Assert.Contains(failed, row => row.Contains("\"Board meeting, 14 November\"", StringComparison.Ordinal));
        Assert.True(all.Length > failed.Length);
        Assert.Equal(2, workers.Length);
    }

    [Fact]
    public async Task A_page_whose_server_does_not_answer_says_so_and_goes_on_by_itself()
    {
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/admin/jobs");
        await Assertions.Expect(page.Locator("[data-stale]")).ToBeHiddenAsync();

        await page.RouteAsync("**/admin/**", route => route.AbortAsync());
        await page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await Assertions.Expect(page.Locator("[data-stale]")).ToBeVisibleAsync();
        Assert.True(await page.Locator("tr[data-job]").CountAsync() >= 3);
        await page.UnrouteAsync("**/admin/**");
        await page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await Assertions.Expect(page.Locator("[data-stale]")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/jobs")]
    [InlineData("/admin/workers")]
    [InlineData("/admin/cluster")]
    public async Task It_reflows_to_320_pixels_and_is_accessible_there(string address)
    {
        await using var context = await cinema.NewAdministratorAsync(new Viewing(320, Judged: true));
        var page = await context.NewPageAsync();

        await page.GotoAsync(address);

        Assert.Equal("", await page.EvaluateAsync<string>("""
            () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? '' : [...document.querySelectorAll('body *')]
              .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth).map(e => `${e.tagName}.${e.className} ${e.textContent?.trim().slice(0, 60)}`).join(' | ') || 'something scrolls sideways'
            """));
        Assert.Empty(await Axe.SeriousFindingsAsync(page));
    }

    private async Task<HttpClient> MemberAsync()
    {
        using var admin = await cinema.Server.CreateAdminClientAsync(Stop);
        var email = $"{Guid.NewGuid():N}@example.org";
        using var made = await admin.PostAsJsonAsync("/api/users", new { name = "Mia", email, password = MatineeProcess.AdminPassword }, Stop);
        made.EnsureSuccessStatusCode();
        var client = cinema.Server.CreateClient();
        using var entered = await client.PostAsJsonAsync("/api/auth/login", new { email, password = MatineeProcess.AdminPassword }, Stop);
        using var answer = JsonDocument.Parse(await entered.Content.ReadAsStringAsync(Stop));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.RootElement.GetProperty("accessToken").GetString());
        return client;
    }
}
