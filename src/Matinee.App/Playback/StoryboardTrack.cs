using System.Globalization;
using System.Text;
using Matinee.App.Transcoding;

namespace Matinee.App.Playback;

/// <summary>WebVTT whose cues are rectangles of sprite sheets (media fragments, <c>#xywh=</c>).</summary>
internal static class StoryboardTrack
{
    public static string Write(int planVersion, PublishedStoryboard storyboard)
    {
        var spec = storyboard.Spec;
        var tiles = Math.Min(spec.Tiles(storyboard.DurationSeconds), storyboard.Sheets.Length * spec.TilesPerSheet);
        var text = new StringBuilder("WEBVTT\n", 64 + tiles * 72);
        for (var i = 0; i < tiles; i++)
        {
            var start = i * spec.IntervalSeconds;
            var end = i == tiles - 1 ? Math.Max(storyboard.DurationSeconds, start + 0.001) : start + spec.IntervalSeconds;
            var (sheet, tile) = Math.DivRem(i, spec.TilesPerSheet);
            var (row, column) = Math.DivRem(tile, spec.Columns);
            text.Append(CultureInfo.InvariantCulture, $"\n{Time(start)} --> {Time(end)}\nstoryboard/{planVersion}-{sheet}.jpg")
                .Append(CultureInfo.InvariantCulture, $"#xywh={column * spec.TileWidth},{row * spec.TileHeight},{spec.TileWidth},{spec.TileHeight}\n");
        }

        return text.ToString();
    }

    private static string Time(double seconds)
    {
        var time = TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}.{time.Milliseconds:000}");
    }
}
