using System.Text;
using Matinee.Media.Ffmpeg;
using Matinee.Processes;

namespace Matinee.Server.Verbs;

/// <summary>A minute of moving picture and tone, with chapters and a subtitle track, made by ffmpeg.</summary>
internal static class DemoFilm
{
    private const int Seconds = 60;

    private const string Chapters = """
        ;FFMETADATA1
        title=Matinee demo
        [CHAPTER]
        TIMEBASE=1/1
        START=0
        END=20
        title=The first reel
        [CHAPTER]
        TIMEBASE=1/1
        START=20
        END=40
        title=The second reel
        [CHAPTER]
        TIMEBASE=1/1
        START=40
        END=60
        title=The last reel
        """;

    /// <exception cref="FfmpegMissingException">There is no ffmpeg, or it could not make the film.</exception>
    public static async Task<string> MakeAsync(string folder, CancellationToken cancellationToken)
    {
        var tool = await FfmpegTool.LocateAsync(null, null, cancellationToken);
        Directory.CreateDirectory(folder);
        var film = Path.Combine(folder, "matinee-demo.mkv");
        await File.WriteAllTextAsync(Path.Combine(folder, "chapters.txt"), Chapters, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "subtitles.srt"), Subtitles(), cancellationToken);
        var said = new List<string>();
        var exit = await ChildProcess.RunAsync(new ChildProcessSpec
        {
            FileName = tool.FfmpegPath,
            WorkingFolder = folder,
            Arguments =
            [
                "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
                "-f", "lavfi", "-i", $"gradients=size=1280x720:rate=30:duration={Seconds}:nb_colors=5:c0=0x0E1113:c1=0x1D4E89:c2=0xF2B04A:c3=0xFF5A47:c4=0x2A1533:seed=11:speed=0.02:type=radial",
                "-f", "lavfi", "-i", $"sine=frequency=330:beep_factor=2:sample_rate=48000:duration={Seconds}",
                "-i", "subtitles.srt", "-i", "chapters.txt",
                "-map", "0:v", "-map", "1:a", "-map", "2:s", "-map_metadata", "3", "-map_chapters", "3", "-vf", "format=yuv420p,vignette",
                "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-g", "60", "-pix_fmt", "yuv420p",
                "-c:a", "aac", "-b:a", "128k", "-af", "volume=0.3", "-c:s", "srt", "-metadata:s:s:0", "language=eng", "matinee-demo.mkv",
            ],
            OnError = line => said.Add(Encoding.UTF8.GetString(line)),
        }, cancellationToken);
        return exit.ExitCode == 0 ? film : throw new FfmpegMissingException($"ffmpeg could not make the film: {string.Join(' ', said)}");
    }

    private static string Subtitles()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Seconds / 5; i++)
            text.Append(i + 1).Append('\n').Append(Time(i * 5)).Append(" --> ").Append(Time((i * 5) + 4)).Append('\n').Append("Line ").Append(i + 1).Append(" of the demo\n\n");
        return text.ToString();
    }

    private static string Time(int seconds) => TimeSpan.FromSeconds(seconds).ToString(@"hh\:mm\:ss\,fff", System.Globalization.CultureInfo.InvariantCulture);
}
