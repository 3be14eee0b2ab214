using System.CommandLine;
using System.Globalization;
using Matinee.Client.Videos;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee videos list | show | process | delete</c></summary>
internal static class VideosVerb
{
    public static Command Create() => new("videos", "The library.")
    {
        List(),
        ClientCommand.Show("One video.", (client, id, stop) => client.Videos.GetAsync(id, stop), Render),
        ClientCommand.OnOne("process", "Encode a video again. What plays goes on playing until the new encode is complete.", async (client, id, stop) =>
        {
            Console.Out.WriteLine(await client.Videos.ProcessAsync(id, stop));
            return ExitCodes.Done;
        }),
        ClientCommand.Change("delete", "Delete a video and everything of it.", "deleted", (client, id, stop) => client.Videos.DeleteAsync(id, stop)),
    };

    private static Command List() => ClientCommand.List(
        "Videos you may watch, newest first.", new("--query") { Description = "Words of title or description.", HelpName = "TEXT" },
        (client, query, stop) => client.Videos.ListAsync(new VideoFilter(Text: query), stop),
        ("id", video => video.Id), ("title", video => video.Title), ("state", video => video.State), ("visibility", video => video.Visibility),
        ("duration", Duration), ("size", video => video.Height is { } height ? $"{height}p" : ""));

    private static Listing Render(Video video)
    {
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
        return listing;
    }

    private static string Duration(Video video) =>
        video.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Round(seconds)).ToString("c", CultureInfo.InvariantCulture) : "";
}
