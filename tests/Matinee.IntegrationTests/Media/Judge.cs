using System.Globalization;
using System.Text;
using Matinee.Processes;
using Xunit;

namespace Matinee.IntegrationTests.Media;

/// <summary>ffmpeg and ffprobe as strict readers of what we wrote: the ones a user would check us with.</summary>
internal static class Judge
{
    /// <summary>Decodes everything; one warning is a failure.</summary>
    public static async Task DecodesInSilenceAsync(string playlist)
    {
        (int code, string output, string errors) = await AskAsync(
            "ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-xerror", "-err_detect", "explode", "-i", playlist, "-f", "null", "-");
        Assert.True(code == 0 && output.Length == 0 && errors.Length == 0, $"{Path.GetFileName(playlist)} ended with {code}:\n{errors}");
    }

    /// <summary>Presentation times of all decoded frames, in ticks of the stream, in order.</summary>
    public static async Task<long[]> FrameTimesAsync(string playlist)
    {
        (_, string output, _) = await AskAsync(
            "ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "frame=pts", "-of", "csv=p=0", playlist);
        return
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)),
        ];
    }

    public static async Task<string> ProbeAsync(string path, string entries) =>
        (await AskAsync("ffprobe", "-v", "error", "-show_entries", entries, "-of", "default=noprint_wrappers=1", path)).Output;

    public static async Task<(int Code, string Output, string Errors)> AskAsync(string program, params string[] arguments)
    {
        var output = new StringBuilder();
        var errors = new StringBuilder();
        ChildExit exit = await ChildProcess.RunAsync(
            new ChildProcessSpec
            {
                FileName = Sandbox.Find(program)!, // The integration tests need ffmpeg; FixtureCache says so.
                Arguments = [.. arguments],
                WorkingFolder = "/",
                OnOutput = line => output.Append(Encoding.UTF8.GetString(line)).Append('\n'),
                OnError = line => errors.Append(Encoding.UTF8.GetString(line)).Append('\n'),
            },
            TestContext.Current.CancellationToken);
        return (exit.ExitCode, output.ToString(), errors.ToString());
    }
}
