using System.Collections.Concurrent;
using System.Text;
using Matinee.Processes;

namespace Matinee.Testing.Faults;

/// <summary>ffmpeg as the strictest player there is: every warning counts, every error ends it.</summary>
public static class StrictDecoder
{
    /// <summary>Decodes every rendition behind a playlist; throws with what ffmpeg said unless it exits 0 and is silent.</summary>
    public static async Task AssertCleanAsync(Uri playlist, CancellationToken cancellationToken)
    {
        var said = new ConcurrentQueue<string>();
        ChildExit exit = await ChildProcess.RunAsync(
            new ChildProcessSpec
            {
                FileName = Sandbox.Find("ffmpeg") ?? throw new InvalidOperationException("Install ffmpeg to run these tests."),
                Arguments =
                [
                    "-hide_banner", "-nostdin", "-v", "warning", "-xerror", "-err_detect", "explode",
                    "-i", playlist.ToString(), "-map", "0:v?", "-map", "0:a?", "-f", "null", "-",
                ],
                WorkingFolder = Path.GetTempPath(),
                OnError = line => said.Enqueue(Encoding.UTF8.GetString(line)),
            },
            cancellationToken);
        if (exit.ExitCode != 0 || !said.IsEmpty)
            throw new InvalidOperationException($"{playlist}: ffmpeg exited {exit.ExitCode} and said: {string.Join('\n', said)}");
    }
}
