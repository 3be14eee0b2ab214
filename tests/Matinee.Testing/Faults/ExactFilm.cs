using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Matinee.Processes;

namespace Matinee.Testing.Faults;

/// <summary>
/// A finished film as any player meets it: every rendition decodes in silence, has every frame of the plan at one step, one
/// init segment, and sound that ends with the picture.
/// </summary>
public static partial class ExactFilm
{
    private const double SoundSlackSeconds = 0.05;

    /// <param name="master">Absolute; the film must be complete.</param>
    /// <param name="frames">That each rendition must decode to.</param>
    public static async Task AssertAsync(Uri master, int frames, CancellationToken cancellationToken)
    {
        await StrictDecoder.AssertCleanAsync(master, cancellationToken);
        using var client = new HttpClient();
        var text = await client.GetStringAsync(master, cancellationToken);
        var pictures = Variant().Matches(text).Select(m => new Uri(master, m.Value.Trim())).Distinct().ToList();
        var sounds = Sound().Matches(text).Select(m => new Uri(master, m.Groups[1].Value)).Distinct().ToList();
        Ensure(pictures.Count > 0, master, "there is no picture");
        var lasts = 0.0;
        foreach (var picture in pictures)
        {
            lasts = await PlaylistAsync(client, picture, cancellationToken);
            var times = await TimesAsync(picture, cancellationToken);
            Ensure(times.Length == frames, picture, $"{times.Length} frames instead of {frames}");
            var steps = times.Zip(times.Skip(1), (a, b) => b - a).Distinct().ToArray();
            Ensure(steps.Length == 1, picture, $"steps of {string.Join(", ", steps)} ticks");
        }

        foreach (var sound in sounds)
        {
            var ends = await PlaylistAsync(client, sound, cancellationToken);
            Ensure(Math.Abs(ends - lasts) <= SoundSlackSeconds, sound, $"it ends at {ends:0.000} s, the picture at {lasts:0.000} s");
        }
    }

    /// <returns>Seconds of its segments together.</returns>
    private static async Task<double> PlaylistAsync(HttpClient client, Uri playlist, CancellationToken cancellationToken)
    {
        var text = await client.GetStringAsync(playlist, cancellationToken);
        Ensure(text.Contains("#EXT-X-ENDLIST", StringComparison.Ordinal), playlist, "it has no end");
        Ensure(Map().Count(text) == 1, playlist, $"{Map().Count(text)} init segments");
        return Lengths().Matches(text).Sum(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private static async Task<long[]> TimesAsync(Uri playlist, CancellationToken cancellationToken)
    {
        var said = new StringBuilder();
        await ChildProcess.RunAsync(
            new ChildProcessSpec
            {
                FileName = Sandbox.Find("ffprobe") ?? throw new InvalidOperationException("Install ffmpeg to run these tests."),
                Arguments = ["-v", "error", "-select_streams", "v:0", "-show_entries", "frame=pts", "-of", "csv=p=0", playlist.ToString()],
                WorkingFolder = Path.GetTempPath(),
                OnOutput = line => said.Append(Encoding.UTF8.GetString(line)).Append('\n'),
            },
            cancellationToken);
        return [.. said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture))];
    }

    private static void Ensure(bool holds, Uri where, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException($"{where}: {otherwise}.");
    }

    [GeneratedRegex(@"^(?!#)\S.*$", RegexOptions.Multiline)]
    private static partial Regex Variant();

    [GeneratedRegex(@"^#EXT-X-MEDIA:TYPE=AUDIO.*URI=""([^""]+)""", RegexOptions.Multiline)]
    private static partial Regex Sound();

    [GeneratedRegex("^#EXT-X-MAP:", RegexOptions.Multiline)]
    private static partial Regex Map();

    [GeneratedRegex(@"^#EXTINF:([\d.]+)", RegexOptions.Multiline)]
    private static partial Regex Lengths();
}
