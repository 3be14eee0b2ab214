using System.CommandLine;
using System.Globalization;
using Matinee.Client.Videos;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee videos list | show | process | delete</c></summary>
internal static class VideosVerb
{
    public static Command Create() => new("videos", "The library.") { List(), Show(), Process(), Delete() };

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var query = new Option<string?>("--query") { Description = "Words of title or description.", HelpName = "TEXT" };
        var command = new Command("list", "Videos you may watch, newest first.") { query, json };
        command.SetAction((result, cancellationToken) => Connection.RunAsync(async (client, stop) =>
        {
            var videos = new List<Video>();
            await foreach (var video in client.Videos.ListAsync(new VideoFilter(Text: result.GetValue(query)), stop))
                videos.Add(video);
            if (result.GetValue(json))
                return JsonLines.Write(videos);
            var listing = new Listing("id", "title", "state", "visibility", "duration", "size");
            foreach (var video in videos)
                listing.Add(video.Id, video.Title, video.State, video.Visibility, Duration(video), video.Height is { } height ? $"{height}p" : "");
            listing.Write(AnsiConsole.Console);
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("ID");
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("show", "One video.") { id, json };
        command.SetAction((result, cancellationToken) => Connection.RunAsync(async (client, stop) =>
        {
            var video = await client.Videos.GetAsync(result.GetRequiredValue(id), stop);
            if (result.GetValue(json))
                return JsonLines.Write(video);
            var listing = new Listing("", "");
            listing.Add("id", video.Id);
            listing.Add("title", video.Title);
            listing.Add("state", string.Create(CultureInfo.InvariantCulture, $"{video.State} {video.Progress:P0}"));
            listing.Add("visibility", video.Visibility);
            listing.Add("duration", Duration(video));
            foreach (var rendition in video.Renditions ?? [])
                listing.Add(rendition.Name, string.Create(CultureInfo.InvariantCulture, $"{rendition.Width}x{rendition.Height} {rendition.Bandwidth / 1000} kbit/s {rendition.State} {rendition.Progress:P0}"));
            if (video.Failure is { } failure)
                listing.Add("failure", $"{failure.Title}. {failure.Detail}");
            listing.Write(AnsiConsole.Console);
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Process()
    {
        var id = new Argument<string>("ID");
        var command = new Command("process", "Encode a video again. What plays goes on playing until the new encode is complete.") { id };
        command.SetAction((result, cancellationToken) => Connection.RunAsync(async (client, stop) =>
        {
            Console.Out.WriteLine(await client.Videos.ProcessAsync(result.GetRequiredValue(id), stop));
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Delete()
    {
        var id = new Argument<string>("ID");
        var command = new Command("delete", "Delete a video and everything of it.") { id };
        command.SetAction((result, cancellationToken) => Connection.RunAsync(async (client, stop) =>
        {
            await client.Videos.DeleteAsync(result.GetRequiredValue(id), stop);
            Console.Out.WriteLine($"{result.GetRequiredValue(id)} is deleted.");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static string Duration(Video video) =>
        video.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Round(seconds)).ToString("c", CultureInfo.InvariantCulture) : "";
}
