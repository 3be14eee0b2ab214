using System.Globalization;
using System.Text;
using Matinee.App.Library;

namespace Matinee.App.Pages;

/// <summary>Rows for spreadsheets (RFC 4180).</summary>
internal static class VideoCsv
{
    public const string Head = "id,title,state,visibility,duration_seconds,width,height,best,views,bytes,created_at\r\n";

    public static void Append(StringBuilder into, Video video)
    {
        object?[] cells =
        [
            video.Id, video.Title, video.State.Word(), video.Visibility.Word(), video.DurationSeconds, video.Width, video.Height,
            new VideoFace(video).Best, video.Views, video.Source?.Bytes, video.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ];
        into.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
    }

    // A cell that begins like a formula is one to a spreadsheet: a title must not run there.
    internal static string Cell(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (value is string && text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..])
            text = "'" + text;
        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
