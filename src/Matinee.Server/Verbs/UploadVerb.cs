using System.CommandLine;
using System.Globalization;
using Matinee.Client;
using Matinee.Client.Uploads;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee upload FILE...</c></summary>
internal static class UploadVerb
{
    private const double Megabyte = 1_000_000;

    /// <summary>Whoever scripts this reads a line every few seconds, not ten a second.</summary>
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Films to upload.", Arity = ArgumentArity.OneOrMore };
        files.AcceptExistingOnly();
        var title = new Option<string?>("--title") { Description = "Title of a single film (default: made of the file's name).", HelpName = "T" };
        var visibility = new Option<string?>("--visibility") { Description = "private (default), members, unlisted or public.", HelpName = "V" };
        visibility.AcceptOnlyFromAmong("private", "members", "unlisted", "public");
        var watch = new Option<bool>("--watch") { Description = "Follow the encode to its end." };
        var command = new Command("upload", "Upload films. Ctrl-C keeps what has arrived; the same command again resumes.") { files, title, visibility, watch };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var code = ExitCodes.Done;
            foreach (var file in result.GetRequiredValue(files))
            {
                var uploaded = await SendAsync(client, new UploadOrder(file.FullName, result.GetValue(title), result.GetValue(visibility)), stop);
                var video = await client.Videos.GetAsync(uploaded.VideoId, stop);
                Console.Out.WriteLine($"{uploaded.VideoId}\t{await AddressAsync(video.Url, stop)}");
                if (result.GetValue(watch))
                    code = Math.Max(code, await FollowAsync(client, uploaded.VideoId, stop));
            }

            return code;
        }, cancellationToken));
        return command;
    }

    /// <summary>Sends one file, showing how far it is.</summary>
    public static async Task<UploadedFile> SendAsync(MatineeClient client, UploadOrder order, CancellationToken cancellationToken)
    {
        var memory = UploadMemory.ForUser();
        var name = Path.GetFileName(order.Path);
        try
        {
            if (Console.IsOutputRedirected)
                return await client.Uploads.UploadAsync(order, memory, new PlainProgress(name), cancellationToken);
            return await AnsiConsole.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
                .StartAsync(async context =>
                {
                    var bar = context.AddTask(Markup.Escape(name), maxValue: Math.Max(1, new FileInfo(order.Path).Length));
                    return await client.Uploads.UploadAsync(order, memory, new BarProgress(bar), cancellationToken);
                });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine($"matinee: what has arrived of {name} is kept; run the same command again to resume.");
            throw;
        }
    }

    /// <summary>Follows the encode of a video that has just arrived.</summary>
    public static async Task<int> FollowAsync(MatineeClient client, string videoId, CancellationToken cancellationToken)
    {
        while (true)
        {
            await foreach (var job in client.Jobs.ListAsync(new Client.Jobs.JobFilter(videoId), cancellationToken))
                return JobsVerb.Report(await JobBar.FollowAsync(client.Jobs, job.Id, cancellationToken));
            var video = await client.Videos.GetAsync(videoId, cancellationToken);
            if (video.Failure is { } failure)
                return ErrorLines.Write($"{failure.Title}. {failure.Detail}", ExitCodes.Failed);
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<string> AddressAsync(string? path, CancellationToken cancellationToken) =>
        await ServerConnection.ServerAsync(cancellationToken) is { } server ? new Uri(server, path ?? "/").ToString() : path ?? "";

    private sealed class BarProgress(ProgressTask bar) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => bar.Value = value.Sent;
    }

    private sealed class PlainProgress(string name) : IProgress<UploadProgress>
    {
        private long _told;

        public void Report(UploadProgress value)
        {
            var now = TimeProvider.System.GetTimestamp();
            if (value.Sent < value.Total && _told != 0 && TimeProvider.System.GetElapsedTime(_told, now) < TellEvery)
                return;
            _told = now;
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {value.Sent / Megabyte:0.0} of {value.Total / Megabyte:0.0} MB, {value.BytesPerSecond / Megabyte:0.0} MB/s"));
        }
    }
}
