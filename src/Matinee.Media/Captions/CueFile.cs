using System.Collections.Immutable;
using System.Text;

namespace Matinee.Media.Captions;

/// <summary>
/// Captions read from WebVTT or SubRip and written as WebVTT (https://www.w3.org/TR/webvtt1/). Cues stand in order of their
/// start; style sheets, regions and notes are dropped.
/// </summary>
public sealed record CueFile(ImmutableArray<Cue> Cues)
{
    /// <summary>Ten hours of a cue a second and a half; more is no film.</summary>
    public const int MaxCues = 25_000;

    /// <summary>The longest file that is looked at.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>UTF-8 or UTF-16 with a mark; without one UTF-8, else Windows-1252 as old subtitle programs write it.</summary>
    /// <exception cref="CueFileException">Neither format, too large, or without a single cue. Nothing else is thrown.</exception>
    public static CueFile Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            throw new CueFileException($"The file has {bytes.Length} bytes; at most {MaxBytes} are read.");
        return CueReader.Read(CueText.Decode(bytes));
    }

    /// <summary>The file as players take it: UTF-8, LF, one blank line between cues.</summary>
    public string ToWebVtt()
    {
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in Cues)
        {
            text.Append('\n').Append(Time(cue.Start)).Append(" --> ").Append(Time(cue.End));
            if (cue.Settings.Length > 0)
                text.Append(' ').Append(cue.Settings);
            text.Append('\n').Append(cue.Text).Append('\n');
        }

        return text.ToString();
    }

    private static string Time(TimeSpan time) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}.{time.Milliseconds:000}");
}
