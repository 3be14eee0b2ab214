using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Matinee.Processes;

namespace Matinee.Testing.Faults;

/// <summary>ffmpeg as the strictest player there is: every warning counts, every error ends it.</summary>
public static partial class StrictDecoder
{
    /// <summary>Decodes each rendition behind a master playlist; throws with what ffmpeg said unless it exits 0 and is silent.</summary>
    /// <remarks>One by one, because ffmpeg 5.1 warns of any master that has subtitles.</remarks>
    public static async Task AssertCleanAsync(Uri master, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(master, cancellationToken);
        var playlists = PlaylistAddress().Matches(text).Select(match => new Uri(master, match.Groups["uri"].Value)).Distinct().ToList();
        if (playlists.Count == 0)
            throw new InvalidOperationException($"{master} names no rendition: {text}");
        foreach (var playlist in playlists)
            await DecodeAsync(playlist, cancellationToken);
    }

    [GeneratedRegex(@"^(?<uri>variants/[^#""\s]+)\r?$|TYPE=AUDIO.*URI=""(?<uri>[^""]+)""", RegexOptions.Multiline)]
    private static partial Regex PlaylistAddress();

    private static async Task DecodeAsync(Uri playlist, CancellationToken cancellationToken)
    {
        var said = new ConcurrentQueue<string>();
        ChildExit exit = await ChildProcess.RunAsync(
            new ChildProcessSpec
            {
                FileName = Sandbox.Find("ffmpeg") ?? throw new InvalidOperationException("Install ffmpeg to run these tests."),
                Arguments = ["-hide_banner", "-nostdin", "-v", "warning", "-xerror", "-err_detect", "explode", "-i", playlist.ToString(), "-f", "null", "-"],
                WorkingFolder = Path.GetTempPath(),
                OnError = line => said.Enqueue(Encoding.UTF8.GetString(line)),
            },
            cancellationToken);
        if (exit.ExitCode != 0 || !said.IsEmpty)
            throw new InvalidOperationException($"{playlist}: ffmpeg exited {exit.ExitCode} and said: {string.Join('\n', said)}");
    }
}
