using System.Text.Json;
using Matinee.Testing;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Judges;

/// <summary>
/// The unmodified hls.js with its defaults, on a page of its own: what any site that embeds a player would see.
/// </summary>
internal static class HlsJsJudge
{
    private const string Script = """
        async ({ master, rate, seconds }) => {
          const video = document.createElement('video');
          video.muted = true;
          document.body.append(video);
          const seen = { errors: [], stalls: 0, levels: new Set(), firstTime: null, audioTracks: 0, subtitleTracks: 0 };
          const hls = new Hls();
          hls.on(Hls.Events.ERROR, (_, e) => {
            if (e.details === 'bufferStalledError') seen.stalls++;
            else seen.errors.push(`${e.type}/${e.details}${e.fatal ? ' fatal' : ''} ${e.reason ?? e.error?.message ?? ''}`);
          });
          hls.on(Hls.Events.LEVEL_SWITCHED, (_, e) => seen.levels.add(e.level));
          hls.loadSource(master);
          hls.attachMedia(video);
          await new Promise((ok, no) => { video.oncanplay = ok; setTimeout(() => no(new Error('never playable: ' + JSON.stringify(seen.errors))), 120000); });
          seen.firstTime = video.currentTime;
          seen.audioTracks = hls.audioTracks.length;
          seen.subtitleTracks = hls.subtitleTracks.length;
          video.playbackRate = rate;
          await video.play();
          const end = performance.now() + seconds * 1000;
          while (!video.ended && performance.now() < end) await new Promise(r => setTimeout(r, 100));
          const ranges = [];
          for (let i = 0; i < video.buffered.length; i++) ranges.push([video.buffered.start(i), video.buffered.end(i)]);
          const quality = video.getVideoPlaybackQuality();
          const result = {
            ...seen, levels: [...seen.levels], ended: video.ended, at: video.currentTime, duration: video.duration,
            ranges, width: video.videoWidth, height: video.videoHeight, frames: quality.totalVideoFrames,
          };
          hls.destroy();
          video.remove();
          return JSON.stringify(result);
        }
        """;

    /// <summary>Plays to the end, at most <paramref name="seconds"/> of wall time, and tells what happened.</summary>
    public static async Task<HlsJsVerdict> PlayAsync(IPage page, Uri master, double rate, double seconds)
    {
        // A page of the same host: Chromium lets an opaque origin reach no loopback address. It needs a context that bypasses the CSP.
        await page.GotoAsync(new Uri(master, "/health").ToString());
        await page.AddScriptTagAsync(new PageAddScriptTagOptions
        {
            Path = Path.Combine(MatineeProcess.RepositoryRoot(), "web", "node_modules", "hls.js", "dist", "hls.min.js"),
        });
        var json = await page.EvaluateAsync<string>(Script, new { master = master.ToString(), rate, seconds });
        return JsonSerializer.Deserialize<HlsJsVerdict>(json, JsonSerializerOptions.Web)!; // the script above always returns an object
    }
}
