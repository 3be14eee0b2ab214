using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Matinee.Client;
using Matinee.Client.Jobs;
using Matinee.Client.Uploads;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee jobs submit INPUT [OUTPUT]</c>: a file is uploaded first, and the output fetched at the end.</summary>
internal static class JobSubmitCommand
{
    private static readonly Argument<string> Input = new("INPUT") { Description = "A local film, which is uploaded first; or the id of a video; or, for administrators, the key of an object." };
    private static readonly Argument<string?> Output = new("OUTPUT") { Description = "Where to put the finished file (mp4, mkv or webm); it is waited for.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Segmented = new("--segmented") { Description = "Make a ladder of HLS renditions, which becomes what the video plays." };
    private static readonly Option<string?> Priority = new("--priority") { Description = "low, normal (default), high or critical.", HelpName = "P" };
    private static readonly Option<string?> Affinity = new("--affinity") { Description = "none (default), or same-worker: one worker does all of it where it can.", HelpName = "A" };
    private static readonly Option<string?> VideoCodec = new("--video-codec") { Description = "h264, hevc or av1; of a file also copy and none.", HelpName = "CODEC" };
    private static readonly Option<string?> AudioCodec = new("--audio-codec") { Description = "aac; of a file also opus, copy and none.", HelpName = "CODEC" };
    private static readonly Option<string?> VideoBitrate = new("--video-bitrate") { Description = "Bits a second, such as 2500k or 4M.", HelpName = "RATE" };
    private static readonly Option<string?> AudioBitrate = new("--audio-bitrate") { Description = "Bits a second, such as 128k.", HelpName = "RATE" };
    private static readonly Option<int?> Width = new("--width") { Description = "The picture fits into this width; it is never enlarged.", HelpName = "PIXELS" };
    private static readonly Option<int?> Height = new("--height") { Description = "The picture fits into this height.", HelpName = "PIXELS" };
    private static readonly Option<string?> Container = new("--container") { Description = "mp4, mkv or webm (default: the output's ending).", HelpName = "C" };
    private static readonly Option<double?> SegmentSeconds = new("--segment-seconds") { Description = "Length of a segment, 1 to 10.", HelpName = "S" };
    private static readonly Option<bool> Watch = new("--watch") { Description = "Follow the job to its end." };
    private static readonly Option<bool> Json = ClientCommand.Json();

    public static Command Create()
    {
        Priority.AcceptOnlyFromAmong("low", "normal", "high", "critical");
        Affinity.AcceptOnlyFromAmong("none", "same-worker");
        var command = new Command("submit", "Order an encode: one file, or a ladder of renditions.")
        {
            Input, Output, Segmented, Priority, Affinity, VideoCodec, AudioCodec, VideoBitrate, AudioBitrate, Width, Height, Container, SegmentSeconds, Watch, Json,
        };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync((client, stop) => SubmitAsync(client, result, stop), cancellationToken));
        return command;
    }

    /// <summary>Reads 2500k, 4M or a plain number.</summary>
    public static int? Rate(string? text)
    {
        if (text is null)
            return null;
        var (digits, factor) = text[^1..].ToLowerInvariant() switch { "k" => (text[..^1], 1_000.0), "m" => (text[..^1], 1_000_000.0), _ => (text, 1.0) };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * factor is >= 1 and <= int.MaxValue and var rate
            ? (int)rate
            : throw new FormatException($"{text} is not a rate; write it as 2500k, 4M or 128000.");
    }

    private static async Task<int> SubmitAsync(MatineeClient client, ParseResult result, CancellationToken cancellationToken)
    {
        var output = result.GetValue(Output);
        if (output is not null && result.GetValue(Segmented))
            return ErrorLines.Write("a segmented job has no output file; leave OUTPUT away, or --segmented.", ExitCodes.Usage);
        var order = new JobOrder
        {
            Input = result.GetRequiredValue(Input),
            Output = output is null ? null : Path.GetFileName(output),
            Segmented = result.GetValue(Segmented),
            Priority = result.GetValue(Priority),
            Affinity = result.GetValue(Affinity) == "same-worker" ? "sameWorker" : null,
            Params = new JobParams
            {
                VideoCodec = result.GetValue(VideoCodec),
                AudioCodec = result.GetValue(AudioCodec),
                VideoBitrate = Rate(result.GetValue(VideoBitrate)),
                AudioBitrate = Rate(result.GetValue(AudioBitrate)),
                Width = result.GetValue(Width),
                Height = result.GetValue(Height),
                Container = result.GetValue(Container),
                SegmentSeconds = result.GetValue(SegmentSeconds),
            },
        };
        if (File.Exists(order.Input))
            order = order with { Input = (await UploadVerb.SendAsync(client, new UploadOrder(order.Input), cancellationToken)).VideoId };
        var job = await client.Jobs.SubmitAsync(order, null, cancellationToken);
        if (!result.GetValue(Json))
            Console.Out.WriteLine(job.Id);
        if (output is not null || result.GetValue(Watch))
            job = await JobBar.FollowAsync(client.Jobs, job.Id, cancellationToken);
        if (output is not null && job.State == "completed")
            await FetchAsync(client.Jobs, job, output, cancellationToken);
        if (result.GetValue(Json))
            JsonLines.Write(job);
        return job.HasEnded ? JobsVerb.Report(job) : ExitCodes.Done;
    }

    private static async Task FetchAsync(JobsClient jobs, EncodeJob job, string path, CancellationToken cancellationToken)
    {
        var part = path + ".part";
        await using (var file = File.Create(part))
            await jobs.DownloadAsync(job.Id, file, null, cancellationToken);
        await using (var file = File.OpenRead(part))
        {
            if (job.Output is { } output && Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != output.Sha256)
                throw new IOException($"{part} is not what the server has; download it again: GET {output.Url}");
        }

        File.Move(part, path, overwrite: true);
        Console.Out.WriteLine(path);
    }
}
