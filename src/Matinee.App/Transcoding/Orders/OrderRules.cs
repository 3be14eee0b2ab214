using System.Globalization;

namespace Matinee.App.Transcoding.Orders;

/// <summary>What may be asked for. Every rule that is broken is told at once, each by its field.</summary>
internal sealed class OrderRules
{
    private const int LongestName = 120;

    private static readonly string[] VideoCodecs = ["h264", "hevc", "av1"];
    private static readonly string[] Untouched = ["copy", "none"];

    private readonly SortedDictionary<string, string[]> _broken = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string[]> Broken => _broken;

    public void Refuse(string field, string why) => _broken[field] = [why];

    /// <summary>0 to 100; the four words stand for 0, 50, 75 and 100.</summary>
    public int Priority(string? text)
    {
        switch (text?.ToLowerInvariant())
        {
            case null: return JobPriority.Normal;
            case "low": return JobPriority.Low;
            case "normal": return JobPriority.Normal;
            case "high": return JobPriority.High;
            case "critical": return JobPriority.Critical;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is 0 or 50 or 75 or 100)
            return number;
        Refuse("priority", "The priority is low, normal, high or critical (or 0, 50, 75, 100).");
        return JobPriority.Normal;
    }

    public string Affinity(string? text)
    {
        switch (text?.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant())
        {
            case null or "" or "none": return JobAffinity.None;
            case "sameworker": return JobAffinity.SameWorker;
            default:
                Refuse("affinity", "The affinity is none or sameWorker.");
                return JobAffinity.None;
        }
    }

    /// <summary>The wishes, in lower case and with the container settled.</summary>
    public JobParams Params(JobParams? asked, bool segmented, string? output)
    {
        var wish = asked ?? JobParams.None;
        var container = Container(wish.Container?.ToLowerInvariant(), segmented, output);
        var codec = wish.VideoCodec?.ToLowerInvariant();
        if (codec is not null && !VideoCodecs.Contains(codec) && (segmented || !Untouched.Contains(codec)))
            Refuse("params.videoCodec", segmented ? "The video codec is h264, hevc or av1." : "The video codec is h264, hevc, av1, copy or none.");
        else if (container == "webm" && codec is "h264" or "hevc")
            Refuse("params.videoCodec", "A webm file holds av1; take mp4 or mkv for h264 and hevc.");
        else if (codec is not null && Untouched.Contains(codec) && wish is not { VideoBitrate: null, Width: null, Height: null })
            Refuse("params.videoCodec", $"A rate or a size needs a picture that is encoded; {codec} does not encode it.");
        Range("params.videoBitrate", wish.VideoBitrate, 50_000, 100_000_000, "bits a second");
        Range("params.audioBitrate", wish.AudioBitrate, 32_000, 512_000, "bits a second");
        Range("params.width", wish.Width, 64, 7680, "pixels");
        Range("params.height", wish.Height, 64, 4320, "pixels");
        if (wish.SegmentSeconds is { } seconds && (!segmented || seconds is not (>= 1 and <= 10)))
            Refuse("params.segmentSeconds", segmented ? "A segment lasts 1 to 10 seconds." : "Only a segmented job has segments.");
        return wish with
        {
            // A ladder without wishes is what every upload gets: the two are one and the same order.
            Container = segmented ? null : container,
            VideoCodec = codec ?? (container == "webm" ? "av1" : null), // said, so that a worker is looked for that has it
            AudioCodec = AudioCodec(wish.AudioCodec?.ToLowerInvariant(), container),
        };
    }

    /// <summary>The name of the file that a job makes; null for a ladder, which has none.</summary>
    public string? OutputName(string? asked, bool segmented, string container)
    {
        if (segmented)
        {
            if (asked is not null)
                Refuse("output", "A segmented job has no output file: its renditions become what the video plays. Leave output away, or set segmented to false.");
            return null;
        }

        var name = asked ?? $"output.{container}";
        if (name.Length is 0 or > LongestName || name is "." or ".." || name.Any(c => char.IsControl(c) || c is '/' or '\\' or '"'))
            Refuse("output", $"The output is a file's name of at most {LongestName} characters, without a path. The file is kept with the job: GET /api/jobs/ID/output.");
        return name;
    }

    private string Container(string? asked, bool segmented, string? output)
    {
        if (segmented)
        {
            if (asked is not (null or "hls" or "fmp4" or "cmaf"))
                Refuse("params.container", "A segmented job makes hls. For one file set segmented to false.");
            return "hls";
        }

        var ending = output is null ? null : Path.GetExtension(output).TrimStart('.').ToLowerInvariant();
        if (asked is not null && !FileContainers.All.Contains(asked))
            Refuse("params.container", "A file is mp4, mkv or webm. For hls set segmented to true.");
        else if (asked is null && ending is { Length: > 0 } && !FileContainers.All.Contains(ending))
            Refuse("output", "The output's ending is .mp4, .mkv or .webm; or name the container in params.");
        else if (asked is not null && ending is { Length: > 0 } && FileContainers.All.Contains(ending) && ending != asked)
            Refuse("params.container", $"The output ends in .{ending}, the container is {asked}: make them the same.");
        return asked ?? (ending is { Length: > 0 } ? ending : "mp4");
    }

    private string? AudioCodec(string? asked, string container)
    {
        string[] possible = container switch { "webm" => ["opus", .. Untouched], "hls" => ["aac"], _ => ["aac", "opus", .. Untouched] };
        if (asked is not null && !possible.Contains(asked))
            Refuse("params.audioCodec", $"The audio codec of {container} is {string.Join(" or ", possible)}.");
        return asked;
    }

    private void Range(string field, int? value, int least, int most, string unit)
    {
        if (value is { } number && (number < least || number > most))
            Refuse(field, string.Create(CultureInfo.InvariantCulture, $"{least} to {most} {unit}."));
    }
}
