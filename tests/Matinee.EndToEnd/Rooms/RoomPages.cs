using System.Diagnostics;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Rooms;

/// <summary>What is waited for on the page of a room.</summary>
internal static class RoomPages
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The picture has begun and goes on.</summary>
    public static Task MovesAsync(IPage page) => UntilAsync(page, "document.querySelector('video').currentTime > 0.2 && !document.querySelector('video').paused");

    /// <summary>Asks again and again; Playwright's own wait needs a content policy that allows eval.</summary>
    public static async Task UntilAsync(IPage page, string condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await page.EvaluateAsync<bool>(condition))
        {
            Assert.True(waited.Elapsed < Patience, $"Not within {Patience}: {condition}");
            await page.WaitForTimeoutAsync(50);
        }
    }
}
