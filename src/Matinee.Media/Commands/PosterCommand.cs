using System.Globalization;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;

namespace Matinee.Media.Commands;

/// <summary>Three pictures of a video to choose its poster from; of a file of sound its cover art.</summary>
public static class PosterCommand
{
    /// <summary>Wide enough for the largest card on a double-density screen.</summary>
    private const int LongestSide = 1280;

    /// <summary>Shares of the length: past the titles, before the end is given away.</summary>
    private static readonly double[] Moments = [0.12, 0.33, 0.55];

    public static string CandidateFile(int number) => string.Create(CultureInfo.InvariantCulture, $"poster_{number}.jpg");

    public static FfmpegCommand Build(EncodePlan plan, MediaSource source, string folder) =>
        plan.CoverStreamIndex is { } cover ? Cover(cover, source, folder) : Moment(plan, source, folder);

    /// <summary>
    /// The file name of the best candidate; null when none was written. At one quality setting the largest file has the most to
    /// see: a black or a blank frame is a tenth of an ordinary one.
    /// </summary>
    public static string? Choose(string folder) =>
        Moments.Select((_, i) => new FileInfo(Path.Combine(folder, CandidateFile(i))))
            .Where(file => file is { Exists: true, Length: > 0 })
            .MaxBy(file => file.Length)?.Name;

    private static FfmpegCommand Cover(int stream, MediaSource source, string folder) => new()
    {
        Arguments =
        [
            .. SourceArguments.Start(1), .. SourceArguments.Guarded(source),
            "-map", string.Create(CultureInfo.InvariantCulture, $"0:{stream}"),
            "-vf", $"scale=w='min({LongestSide},iw)':h='min({LongestSide},ih)':force_original_aspect_ratio=decrease:out_range=pc,setsar=1,format=yuvj420p",
            .. Picture(folder, 0),
        ],
        Source = source,
        WorkingFolder = folder,
    };

    private static FfmpegCommand Moment(EncodePlan plan, MediaSource source, string folder)
    {
        if (plan.Renditions is not [var top, ..])
        {
            throw new InvalidOperationException($"Plan {plan.Version} has no picture.");
        }

        double length = plan.FrameRate.Seconds(plan.TotalFrames ?? plan.ExpectedFrames);
        double ratio = Math.Min(1, (double)LongestSide / Math.Max(top.Width, top.Height));
        (int width, int height) = (Even(top.Width * ratio), Even(top.Height * ratio));
        IEnumerable<string> graphs = Moments.Select((_, i) =>
            $"[{i}:{plan.VideoStreamIndex}]{PictureFilters.BeforeGrid(plan.Picture)}select='eq(n\\,0)',scale={width}:{height},{PictureFilters.AfterGrid(plan.Picture)},setsar=1,scale=out_range=pc,format=yuvj420p[p{i}]");
        return new FfmpegCommand
        {
            Arguments =
            [
                .. SourceArguments.Start(1),
                .. Moments.SelectMany(share => (string[])
                    ["-ss", SourceArguments.Seconds(length * share), .. SourceArguments.Guarded(source)]),
                "-filter_complex", string.Join(';', graphs),
                .. Moments.SelectMany((_, i) => (string[])["-map", $"[p{i}]", .. Picture(folder, i)]),
            ],
            Source = source,
            WorkingFolder = folder,
        };
    }

    private static string[] Picture(string folder, int number) =>
    [
        "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-threads", "1",
        .. SourceArguments.Anonymous, "-f", "image2", "-update", "1", Path.Combine(folder, CandidateFile(number)),
    ];

    private static int Even(double value) => Math.Max(2, (int)Math.Round(value / 2) * 2);
}
