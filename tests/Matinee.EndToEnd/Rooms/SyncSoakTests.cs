using System.Diagnostics;
using Matinee.Testing.Faults;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Rooms;

/// <summary>
/// Three browsers on two nodes, one of them with a wall clock that is wrong, measured from outside. Only in <c>./test --soak</c>:
/// each run takes half a minute of a quiet machine; what must never break is in <see cref="WatchTogetherTests"/>.
/// </summary>
[Trait("lane", "soak")]
public sealed class SyncSoakTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private const string RunDry = "document.querySelector('video').readyState < 3";

    private static readonly TimeSpan WrongBy = TimeSpan.FromSeconds(37);

    [Fact]
    public async Task Three_browsers_are_together_and_stay_so_over_a_jump_and_a_killed_node()
    {
        var runs = Soak.Count(full: 10, brief: 2);
        await using var stage = await TwoNodes.StartAsync(filmSeconds: 60);
        IPage[] pages = [await stage.HostAsync(stage.DoorOfOne), await stage.GuestAsync(stage.DoorOfTwo), await stage.GuestAsync(stage.DoorOfOne, WrongBy)];
        List<(double Median, double P95)> figures = [];
        List<double> healed = [];
        for (var run = 0; run < runs; run++)
        {
            await EnterAsync(pages, await stage.OpenRoomAsync());
            await pages[0].WaitForTimeoutAsync((float)Settling.TotalMilliseconds);
            figures.Add(await MeasureAsync(pages, TimeSpan.FromSeconds(8)));
            output.WriteLine($"run {run + 1}: by themselves {string.Join("; ", await Task.WhenAll(pages.Select(PictureClock.BelievedAsync)))}");
            healed.Add(await JumpAsync(pages[1], pages[0], seconds: run % 2 == 0 ? 0.8 : -0.8));
            output.WriteLine($"run {run + 1}: apart {figures[^1].Median:F0} ms median, {figures[^1].P95:F0} ms p95; a jump of 0.8 s healed in {healed[^1]:F1} s");
        }

        await OverAKilledNodeAsync(stage, pages);

        var median = figures.Select(f => f.Median).Order().ElementAt(figures.Count / 2);
        output.WriteLine($"median of the runs: {median:F0} ms; p95 within 60 ms in {figures.Count(f => f.P95 <= 60)} of {runs}; the slowest heal {healed.Max():F1} s");
        Assert.InRange(median, 0, 25);
        Assert.True(figures.Count(f => f.P95 <= 60) >= runs * 9 / 10, string.Join(", ", figures.Select(f => $"{f.P95:F0}")));
        Assert.All(healed, seconds => Assert.InRange(seconds, 0, 1.5));
    }

    [Fact]
    public async Task One_that_stalls_for_ever_holds_the_room_no_longer_than_its_deadline()
    {
        await using var stage = await TwoNodes.StartAsync(filmSeconds: 60);
        IPage[] pages = [await stage.HostAsync(stage.DoorOfOne), await stage.GuestAsync(stage.DoorOfTwo)];
        var segments = 0;
        // The first seconds arrive, and then nothing does, without an error.
        await pages[1].RouteAsync("**/*.m4s*", async route =>
        {
            if (Interlocked.Increment(ref segments) <= 4)
                await route.ContinueAsync();
        });
        await EnterAsync(pages, await stage.OpenRoomAsync());

        var looking = LongestPauseAsync(pages[0], TimeSpan.FromSeconds(32));
        await pages[0].GetByText("Waiting for Guest 1").First.WaitForAsync();
        Assert.True(await pages[1].EvaluateAsync<bool>(RunDry), "It has pictures: nobody need wait for it.");
        var held = await looking;

        output.WriteLine($"the room was held for {held.TotalSeconds:F1} s");
        // All of its deadline of 8 s, as nothing comes before it, and the lead of the common start.
        Assert.InRange(held, TimeSpan.FromSeconds(7.8), TimeSpan.FromSeconds(8.9));
        Assert.True(await pages[1].EvaluateAsync<bool>(RunDry));
        Assert.True(await pages[0].EvaluateAsync<bool>("!document.querySelector('video').paused || document.querySelector('video').ended"));
    }

    private async Task OverAKilledNodeAsync(TwoNodes stage, IPage[] pages)
    {
        await EnterAsync(pages, await stage.OpenRoomAsync());
        // In the middle of the play: who has just begun may still have to find its place.
        await pages[0].WaitForTimeoutAsync((float)Settling.TotalMilliseconds);
        stage.Two.Kill();
        var after = await Task.WhenAll(pages.Select(page => PictureClock.ReadAsync(page, TimeSpan.FromSeconds(12))));
        foreach (var (index, readings) in after.Index())
        {
            Assert.True(readings.All(reading => reading.Moves), $"Browser {index} stood still: {string.Join(' ', readings.Where(reading => !reading.Moves))}");
            Assert.InRange(readings[^1].Position - readings[0].Position, 10_000, 14_000);
        }

        await pages[1].GetByLabel("Message", new() { Exact = true }).FillAsync("Still here");
        await pages[1].Keyboard.PressAsync("Enter");
        await pages[0].GetByText("Still here").WaitForAsync();
        await stage.Two.RestartAsync(TestContext.Current.CancellationToken);
        var apart = PictureClock.Apart([.. after[0].Skip(after[0].Count / 2)], after[1]);
        output.WriteLine($"over a killed node: apart {apart[apart.Count / 2]:F0} ms median, {apart[^1]:F0} ms most");
        Assert.InRange(apart[apart.Count / 2], 0, 250);
    }

    private static async Task EnterAsync(IPage[] pages, string room)
    {
        foreach (var (index, page) in pages.Index())
        {
            await page.GotoAsync(room);
            // Who was a guest of another room has a name already.
            await page.GetByLabel("Your name").Or(page.Locator("room-chat")).First.WaitForAsync();
            if (await page.GetByLabel("Your name").IsVisibleAsync())
            {
                await page.GetByLabel("Your name").FillAsync($"Guest {index}");
                await page.GetByRole(AriaRole.Button, new() { Name = "Join", Exact = true }).ClickAsync();
            }

            await page.Locator("room-chat").WaitForAsync();
            await page.Locator("video").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        }

        await pages[0].Keyboard.PressAsync("k");
        foreach (var page in pages)
            await RoomPages.MovesAsync(page);
    }

    private static async Task<(double Median, double P95)> MeasureAsync(IPage[] pages, TimeSpan span)
    {
        var readings = await Task.WhenAll(pages.Select(page => PictureClock.ReadAsync(page, span)));
        List<double> apart = [];
        for (var i = 0; i < pages.Length; i++)
        {
            for (var j = i + 1; j < pages.Length; j++)
                apart.AddRange(PictureClock.Apart(readings[i], readings[j]));
        }

        apart.Sort();
        return (apart[apart.Count / 2], apart[apart.Count * 95 / 100]);
    }

    /// <returns>Seconds until it was within 60 ms of the other, and stayed there.</returns>
    private static async Task<double> JumpAsync(IPage page, IPage other, double seconds)
    {
        var looking = Task.WhenAll(PictureClock.ReadAsync(page, TimeSpan.FromSeconds(5)), PictureClock.ReadAsync(other, TimeSpan.FromSeconds(5)));
        await page.WaitForTimeoutAsync(300);
        var at = await page.EvaluateAsync<double>("by => { document.querySelector('video').currentTime += by; return performance.timeOrigin + performance.now(); }", seconds);
        var readings = await looking;
        var far = PictureClock.Compare(readings[0], readings[1]).Where(c => c.At >= at && c.Apart > 60).ToList();
        Assert.NotEmpty(far);
        return (far[^1].At - at) / 1000;
    }

    private static async Task<TimeSpan> LongestPauseAsync(IPage page, TimeSpan span)
    {
        var (longest, since, began) = (TimeSpan.Zero, (long?)null, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < span)
        {
            var paused = await page.EvaluateAsync<bool>("document.querySelector('video').paused && !document.querySelector('video').ended");
            since = paused ? since ?? Stopwatch.GetTimestamp() : null;
            if (since is { } from && Stopwatch.GetElapsedTime(from) > longest)
                longest = Stopwatch.GetElapsedTime(from);
            await page.WaitForTimeoutAsync(30);
        }

        return longest;
    }
}
