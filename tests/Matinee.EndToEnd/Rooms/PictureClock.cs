using System.Text.Json;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Rooms;

/// <summary>
/// Where the picture of a page is, against the one clock that all tabs of a machine share: no clock of Matinee's is asked.
/// </summary>
internal static class PictureClock
{
    /// <summary>Positions of the page's video, read frame by frame for a while.</summary>
    public static async Task<IReadOnlyList<Reading>> ReadAsync(IPage page, TimeSpan span)
    {
        var json = await page.EvaluateAsync<string>("""
            (ms) => new Promise((done) => {
              const video = document.querySelector('video');
              const readings = [];
              const end = performance.now() + ms;
              const read = () => {
                readings.push({ at: performance.timeOrigin + performance.now(), position: video.currentTime * 1000, moves: !video.paused });
                if (performance.now() < end) requestAnimationFrame(read); else done(JSON.stringify(readings));
              };
              read();
            })
            """, span.TotalMilliseconds);
        return JsonSerializer.Deserialize<Reading[]>(json, JsonSerializerOptions.Web)!; // an array by construction
    }

    /// <summary>What the page itself takes its drift for, and by how much its cluster time is off the machine's: where pictures are apart, it is one or the other.</summary>
    public static Task<string> BelievedAsync(IPage page) => page.EvaluateAsync<string>("""
        () => {
          const { view, clock } = document.querySelector('matinee-room').desk;
          const off = clock.now() - performance.timeOrigin - performance.now();
          return `${view.drift?.toFixed(1)} ms by a clock that is ${off.toFixed(1)} ms off, unsure by ${clock.uncertainty.toFixed(1)}`;
        }
        """);

    /// <summary>How far apart two pictures are at the same instants, in ms, smallest first.</summary>
    public static IReadOnlyList<double> Apart(IReadOnlyList<Reading> one, IReadOnlyList<Reading> other) => [.. Compare(one, other).Select(c => c.Apart).Order()];

    /// <summary>How far apart two pictures are at the same instants, in ms, one instant after the other.</summary>
    public static IReadOnlyList<(double At, double Apart)> Compare(IReadOnlyList<Reading> one, IReadOnlyList<Reading> other)
    {
        List<(double At, double Apart)> apart = [];
        var j = 0;
        foreach (var reading in one)
        {
            while (j + 1 < other.Count && other[j + 1].At <= reading.At)
                j++;
            if (j + 1 >= other.Count || other[j].At > reading.At)
                continue;
            var (before, after) = (other[j], other[j + 1]);
            var position = before.Position + ((after.Position - before.Position) * (reading.At - before.At) / (after.At - before.At));
            apart.Add((reading.At, Math.Abs(reading.Position - position)));
        }

        return apart;
    }

    /// <param name="At">ms, of the machine.</param>
    /// <param name="Position">ms, of the film.</param>
    internal sealed record Reading(double At, double Position, bool Moves);
}
