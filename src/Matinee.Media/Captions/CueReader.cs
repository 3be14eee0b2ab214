using System.Collections.Immutable;

namespace Matinee.Media.Captions;

/// <summary>
/// Reads blocks between blank lines. A block with a timing line in its first two lines is a cue; the rest is passed over, as
/// browsers do. Linear in the length of the text.
/// </summary>
internal static class CueReader
{
    private const string Arrow = "-->";
    private const int MaxCueLength = 4096;
    private const int MaxHours = 999;

    private static readonly string[] SettingNames = ["vertical:", "line:", "position:", "size:", "align:"];

    public static CueFile Read(string text)
    {
        var isWebVtt = text.StartsWith("WEBVTT", StringComparison.Ordinal) && (text.Length == 6 || text[6] is '\n' or ' ' or '\t');
        var cues = ImmutableArray.CreateBuilder<Cue>();
        var lines = text.AsSpan().Split('\n');
        var block = new List<Range>();
        foreach (var line in lines)
        {
            if (!text.AsSpan(line).IsWhiteSpace())
            {
                block.Add(line);
                continue;
            }

            Add(text, block, isWebVtt, cues);
            block.Clear();
        }

        Add(text, block, isWebVtt, cues);
        if (cues.Count == 0)
            throw new CueFileException(isWebVtt ? "The file has no captions in it." : "This is neither WebVTT nor SubRip (.srt), or there are no captions in it.");
        cues.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        return new CueFile(cues.DrainToImmutable());
    }

    private static void Add(string text, List<Range> block, bool isWebVtt, ImmutableArray<Cue>.Builder cues)
    {
        for (var i = 0; i < Math.Min(2, block.Count); i++)
        {
            if (!TryReadTiming(text.AsSpan(block[i]), isWebVtt, out var start, out var end, out var settings))
                continue;
            var body = string.Join('\n', block.Skip(i + 1).Select(line => text[line].TrimEnd()));
            if (body.Length > MaxCueLength)
                throw new CueFileException($"The caption at {start:c} has {body.Length} characters; at most {MaxCueLength} are read.");
            if (body.Length == 0 || end <= start)
                return;
            if (cues.Count == CueFile.MaxCues)
                throw new CueFileException($"The file has more than {CueFile.MaxCues} captions.");
            var safe = isWebVtt ? body.Replace(Arrow, "--&gt;", StringComparison.Ordinal) : CueText.FromSubRip(body);
            if (safe.Length > 0 && !safe.AsSpan().IsWhiteSpace())
                cues.Add(new Cue(start, end, safe.Trim('\n'), settings));
            return;
        }
    }

    private static bool TryReadTiming(ReadOnlySpan<char> line, bool isWebVtt, out TimeSpan start, out TimeSpan end, out string settings)
    {
        (start, end, settings) = (default, default, "");
        var arrow = line.IndexOf(Arrow, StringComparison.Ordinal);
        if (arrow < 0 || !TryReadTime(line[..arrow].Trim(), out start))
            return false;
        var rest = line[(arrow + Arrow.Length)..].Trim();
        var space = rest.IndexOfAny(' ', '\t');
        if (!TryReadTime(space < 0 ? rest : rest[..space], out end))
            return false;
        if (isWebVtt && space >= 0)
            settings = ReadSettings(rest[space..]);
        return true;
    }

    // [hh:]mm:ss.mmm, with a comma in SubRip, whose writers also leave digits out.
    private static bool TryReadTime(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, ':');
        if (count is < 2 or > 3)
            return false;
        var last = text[parts[count - 1]];
        var point = last.IndexOfAny('.', ',');
        var milliseconds = 0;
        if (point >= 0 && !TryReadFraction(last[(point + 1)..], out milliseconds))
            return false;
        var hours = 0;
        if (count == 3 && !TryReadNumber(text[parts[0]], MaxHours, out hours))
            return false;
        if (!TryReadNumber(text[parts[count - 2]], 59, out var minutes) || !TryReadNumber(point >= 0 ? last[..point] : last, 59, out var seconds))
            return false;
        time = new TimeSpan(0, hours, minutes, seconds, milliseconds);
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<char> digits, out int milliseconds)
    {
        milliseconds = 0;
        if (digits.Length is 0 or > 3 || !TryReadNumber(digits, 999, out var value))
            return false;
        milliseconds = digits.Length switch { 1 => value * 100, 2 => value * 10, _ => value };
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> digits, int most, out int value)
    {
        value = 0;
        if (digits.Length is 0 or > 4)
            return false;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            value = (value * 10) + (c - '0');
        }

        return value <= most;
    }

    private static string ReadSettings(ReadOnlySpan<char> text)
    {
        var kept = new List<string>();
        foreach (var range in text.SplitAny(' ', '\t'))
        {
            var setting = text[range];
            if (setting.Length > 32 || setting.ContainsAnyExcept(SettingCharacters))
                continue;
            foreach (var name in SettingNames)
            {
                if (setting.StartsWith(name, StringComparison.Ordinal) && setting.Length > name.Length && kept.Count < SettingNames.Length)
                    kept.Add(setting.ToString());
            }
        }

        return string.Join(' ', kept);
    }

    private static readonly System.Buffers.SearchValues<char> SettingCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.,:%");
}
