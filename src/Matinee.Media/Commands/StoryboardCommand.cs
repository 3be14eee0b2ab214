using System.Globalization;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;

namespace Matinee.Media.Commands;

/// <summary>Sheets of small pictures for the scrubber.</summary>
public static class StoryboardCommand
{
    public static string SheetFile(int number) => string.Create(CultureInfo.InvariantCulture, $"storyboard_{number:000}.jpg");

    /// <param name="plan">Settled, with a picture and a storyboard.</param>
    public static FfmpegCommand Build(EncodePlan plan, MediaSource source, string folder)
    {
        if (plan is not { Storyboard: { } sheet, End: { } end })
        {
            throw new InvalidOperationException($"Plan {plan.Version} has no storyboard, or its length is not exact yet.");
        }

        // Tiles that only need keyframes cost a tenth; with long waits between keyframes they would all look alike.
        bool keyframesOnly = plan.LongestGop > 0 && plan.LongestGop <= sheet.IntervalSeconds;
        int tiles = sheet.Tiles(end);
        string graph = string.Create(
            CultureInfo.InvariantCulture,
            $"[0:{plan.VideoStreamIndex}]{PictureFilters.BeforeGrid(plan.Picture)}fps=1/{sheet.IntervalSeconds}:start_time=0,tpad=stop=-1:stop_mode=clone,trim=end_frame={tiles},scale={sheet.TileWidth}:{sheet.TileHeight},{PictureFilters.AfterGrid(plan.Picture)},setsar=1,tile={sheet.Columns}x{sheet.Rows},scale=out_range=pc,format=yuvj420p[out]");
        return new FfmpegCommand
        {
            Arguments =
            [
                .. SourceArguments.Start(1),
                .. keyframesOnly ? (string[])["-skip_frame", "nokey"] : [],
                .. SourceArguments.Input(source, 0),
                "-filter_complex", graph, "-map", "[out]",
                "-c:v", "mjpeg", "-q:v", "5", "-threads", "1",
                .. SourceArguments.Anonymous,
                "-f", "image2", "-start_number", "0", Path.Combine(folder, "storyboard_%03d.jpg"),
            ],
            Source = source,
            WorkingFolder = folder,
            ExpectedFrames = sheet.Sheets(end),
        };
    }
}
