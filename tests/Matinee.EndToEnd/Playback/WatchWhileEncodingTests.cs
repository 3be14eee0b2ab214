using Matinee.EndToEnd.Harness;
using Matinee.EndToEnd.Judges;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Playback;

/// <summary>The promise: it plays before the encode is done, from the beginning, and goes on to the end without a seam.</summary>
public sealed class WatchWhileEncodingTests(Cinema cinema, Reel reel, ITestOutputHelper output) : IClassFixture<Reel>
{
    private const int Seconds = 48;

    [Fact]
    public async Task The_page_plays_a_film_that_is_still_being_encoded_and_ends_at_its_exact_length()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var path = await FixtureCache.PathAsync(MediaFixtures.Lasting(Seconds));
        await using var context = await cinema.NewAdministratorAsync();
        var page = await context.NewPageAsync();
        var id = await cinema.UploadAsync(path, "A film that grows", cancellationToken);

        // Opened before anything plays: it must start by itself when the first seconds exist.
        await page.GotoAsync($"/watch/{id}?autoplay=1");
        await page.WaitForFunctionAsync("() => { const v = document.querySelector('video'); return v && v.currentTime > 0.5 && !v.paused; }", null, new() { Timeout = 240_000 });
        var start = await page.EvaluateAsync<double>("document.querySelector('video').played.start(0)");
        output.WriteLine($"played from {start:F2} s on");
        Assert.True(start < 4, $"It began at {start} s instead of the beginning.");
        await page.EvaluateAsync("() => { const v = document.querySelector('video'); v.playbackRate = 4; window.errors = 0; v.addEventListener('error', () => window.errors++); }");
        await UntilItEndsAsync(page);

        var video = await page.EvaluateAsync<Facts>("""
            () => { const v = document.querySelector('video'); return { duration: v.duration, ranges: v.buffered.length, errors: window.errors, from: v.buffered.length ? v.buffered.start(0) : -1 }; }
            """);
        Assert.Equal(0, video.Errors);
        Assert.Equal(1, video.Ranges);
        Assert.InRange(video.Duration, Seconds - 0.05, Seconds + 0.05);
    }

    [Fact]
    public async Task Plain_hls_js_follows_a_growing_playlist_from_the_beginning_to_the_end()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var path = await FixtureCache.PathAsync(MediaFixtures.Lasting(Seconds));
        await using var context = await cinema.NewVisitorAsync(new Viewing(Judged: true));
        var page = await context.NewPageAsync();
        var id = await cinema.UploadAsync(path, "A film that grows, again", cancellationToken);
        await cinema.WaitForStateAsync(id, TimeSpan.FromMinutes(4), cancellationToken, "playable", "ready");

        var verdict = await HlsJsJudge.PlayAsync(page, await cinema.MasterAsync(id, cancellationToken), rate: 4, seconds: 240);

        output.WriteLine($"{verdict}");
        Assert.Empty(verdict.Errors);
        Assert.True(verdict.Ended, $"It stopped at {verdict.At} of {verdict.Duration}.");
        Assert.True(verdict.FirstTime < 0.2, $"hls.js began at {verdict.FirstTime} s.");
        var range = Assert.Single(verdict.Ranges);
        Assert.InRange(range[1], Seconds - 0.05, Seconds + 0.05);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_kind_of_source_plays_in_hls_js_as_one_piece_and_decodes_without_a_word(string name)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var fixture = MediaFixtures.All.Single(f => f.Name == name);
        await using var context = await cinema.NewVisitorAsync(new Viewing(Judged: true));
        var page = await context.NewPageAsync();
        var id = await reel.TakeAsync(fixture, cancellationToken);
        await cinema.WaitForStateAsync(id, TimeSpan.FromMinutes(4), cancellationToken, "ready");
        await reel.PrepareNextAsync(cancellationToken);
        var master = await cinema.MasterAsync(id, cancellationToken);

        // Every source is decoded strictly where plans are tested; beside a player it would take the processor from it.
        var decoding = Soak.IsFull || name == "baseline" ? StrictDecoder.AssertCleanAsync(master, cancellationToken) : Task.CompletedTask;
        var verdict = await HlsJsJudge.PlayAsync(page, master, rate: 8, seconds: 120);
        await decoding;
        // A machine that does much else cannot decode eight times as fast as it is shown; a seam stops the picture at any speed.
        if (verdict is { Ended: true, Stalls: > 0 })
            verdict = await HlsJsJudge.PlayAsync(page, master, rate: 1, seconds: 120);

        output.WriteLine($"{verdict}");
        Assert.Empty(verdict.Errors);
        Assert.True(verdict.Ended, $"It stopped at {verdict.At} of {verdict.Duration}.");
        Assert.Equal(0, verdict.Stalls);
        Assert.Single(verdict.Ranges);
        Assert.InRange(verdict.Duration ?? 0, fixture.Seconds - 0.25, fixture.Seconds + 0.25);
        Assert.Equal(fixture.AudioTracks is 0 ? 0 : fixture.AudioTracks, fixture.Width == 0 ? fixture.AudioTracks : verdict.AudioTracks);
    }

    public static TheoryData<string> Names() => [.. MediaFixtures.All.Select(fixture => fixture.Name)];

    private static async Task UntilItEndsAsync(IPage page)
    {
        try
        {
            await page.WaitForFunctionAsync("() => document.querySelector('video').ended", null, new() { Timeout = 300_000 });
        }
        catch (TimeoutException)
        {
            Assert.Fail("It did not end: " + await page.EvaluateAsync<string>("""
                () => {
                  const v = document.querySelector('video');
                  const buffered = [...Array(v.buffered.length).keys()].map(i => [v.buffered.start(i), v.buffered.end(i)]);
                  return JSON.stringify({ at: v.currentTime, of: v.duration, paused: v.paused, rate: v.playbackRate, ready: v.readyState, buffered, says: document.querySelector('matinee-player').innerText.slice(0, 200) });
                }
                """));
        }
    }

    private sealed record Facts
    {
        public double Duration { get; init; }

        public int Ranges { get; init; }

        public int Errors { get; init; }

        public double From { get; init; }
    }
}
