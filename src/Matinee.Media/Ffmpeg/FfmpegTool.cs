using System.Collections.Frozen;
using System.Text;
using Matinee.Processes;

namespace Matinee.Media.Ffmpeg;

/// <summary>The ffmpeg of this machine: where it is, which version, what it can decode, and how far it can be fenced in.</summary>
/// <param name="Version">As ffmpeg prints it, such as 5.1.9-0+deb12u1.</param>
/// <param name="Decoders">Names of the codecs it can decode.</param>
/// <param name="IsolatesNetwork">Every run is started without a network. False where user namespaces are not permitted.</param>
public sealed record FfmpegTool(
    string FfmpegPath,
    string FfprobePath,
    string Version,
    FrozenSet<string> Decoders,
    bool IsolatesNetwork)
{
    /// <summary>Finds both programs in the usual folders, or takes the given paths.</summary>
    /// <exception cref="FfmpegMissingException">One of them is missing or does not answer.</exception>
    public static async Task<FfmpegTool> LocateAsync(string? ffmpegPath, string? ffprobePath, CancellationToken cancellationToken)
    {
        string ffmpeg = Require("ffmpeg", ffmpegPath);
        string ffprobe = Require("ffprobe", ffprobePath);
        bool isolates = await Sandbox.CanIsolateNetwork();

        string[] banner = await LinesAsync(ffmpeg, "-version", cancellationToken);
        string version = banner is [var first, ..] && first.Split(' ') is ["ffmpeg", "version", var number, ..]
            ? number
            : throw new FfmpegMissingException($"{ffmpeg} did not tell its version.");

        // " DEV.LS h264                 H.264 / AVC / ...": D says that it decodes.
        string[] listing = await LinesAsync(ffmpeg, "-codecs", cancellationToken);
        IEnumerable<string> decoders =
            from line in listing
            where line.Length > 8 && line[0] == ' ' && line[1] == 'D' && line[7] == ' '
            select line[8..].Split(' ', 2)[0];
        return new FfmpegTool(ffmpeg, ffprobe, version, decoders.ToFrozenSet(StringComparer.Ordinal), isolates);
    }

    public string PathOf(FfmpegProgram program) => program == FfmpegProgram.Ffprobe ? FfprobePath : FfmpegPath;

    private static string Require(string name, string? path) =>
        (path is null ? Sandbox.Find(name) : File.Exists(path) ? Path.GetFullPath(path) : null)
        ?? throw new FfmpegMissingException(
            path is null
                ? $"{name} was not found: install ffmpeg (Debian and Ubuntu: apt install ffmpeg)."
                : $"There is no {name} at \"{path}\".");

    private static async Task<string[]> LinesAsync(string program, string question, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        var spec = new ChildProcessSpec
        {
            FileName = program,
            Arguments = ["-hide_banner", question],
            WorkingFolder = "/",
            OnOutput = line => lines.Add(Encoding.UTF8.GetString(line)),
        };
        ChildExit exit = await ChildProcess.RunAsync(spec, cancellationToken);
        return exit.ExitCode == 0 ? [.. lines] : throw new FfmpegMissingException($"{program} {question} ended with {exit.ExitCode}.");
    }
}
