using System.CommandLine;
using System.Globalization;
using Matinee.Client.Streams;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee streams list | create | show | start | stop | key | delete</c></summary>
internal static class StreamsVerb
{
    public static Command Create() => new("streams", "What is pushed, and watched while it is.")
    {
        ClientCommand.List(
            "Streams, the newest first.", new("--query") { Description = "Words of the title.", HelpName = "TEXT" }, (client, query, stop) => client.Streams.ListAsync(query, stop),
            ("id", stream => stream.Id), ("title", stream => stream.Title), ("type", stream => stream.Type), ("status", stream => stream.Status),
            ("node", stream => stream.OwnerNode), ("created", stream => stream.CreatedAt.ToString("u", CultureInfo.InvariantCulture))),
        Make(),
        ClientCommand.Show("One stream.", (client, id, stop) => client.Streams.GetAsync(id, stop), Render),
        Start(),
        ClientCommand.Change("stop", "End a stream: its playlists end, and nothing more is taken.", "stopped", (client, id, stop) => client.Streams.StopAsync(id, stop)),
        Key(),
        ClientCommand.Change("delete", "Delete a stream with everything that was pushed.", "deleted", (client, id, stop) => client.Streams.DeleteAsync(id, stop)),
    };

    private static Command Make()
    {
        var title = new Option<string>("--title") { Description = "What it is called.", HelpName = "TEXT", Required = true };
        var type = ClientCommand.Choice("--type", "live keeps a window, event and vod keep everything (default: live).", "live", "event", "vod");
        var target = new Option<int?>("--target-duration") { Description = "Seconds that no segment lasts longer than.", HelpName = "SECONDS" };
        var window = new Option<int?>("--dvr-window-size") { Description = "Segments that a live playlist holds.", HelpName = "N" };
        var visibility = ClientCommand.Choice("--visibility", "Who may watch (default: unlisted, whoever has the address).", "unlisted", "public", "private");
        var json = ClientCommand.Json();
        var command = new Command("create", "Make a stream and print its id and its playlist.") { title, type, target, window, visibility, json };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var stream = await client.Streams.CreateAsync(new BroadcastOrder(
                result.GetValue(title), Type: result.GetValue(type), TargetDuration: result.GetValue(target), DvrWindowSize: result.GetValue(window),
                Visibility: result.GetValue(visibility)), Guid.NewGuid().ToString("N"), stop);
            if (result.GetValue(json))
                return JsonLines.Write(stream);
            Console.Out.WriteLine($"{stream.Id}\t{(await ServerConnection.ServerAsync(stop))?.ToString().TrimEnd('/')}{stream.MasterUrl}");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Start()
    {
        var id = new Argument<string>("ID");
        var restart = new Option<bool>("--restart") { Description = "Also when it runs: the publisher counts from the beginning again." };
        var command = new Command("start", "Let a stream that is over go on.") { id, restart };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var stream = await client.Streams.StartAsync(result.GetRequiredValue(id), result.GetValue(restart), stop);
            Console.Out.WriteLine($"{stream.Id} is {stream.Status}.");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Key()
    {
        var id = new Argument<string>("ID");
        var rotate = new Option<bool>("--rotate") { Description = "Make a new one; the one before opens nothing any more." };
        var json = ClientCommand.Json();
        var command = new Command("key", "Print the key that lets a publisher push.") { id, rotate, json };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var key = await client.Streams.KeyAsync(result.GetRequiredValue(id), new BroadcastKeyOrder(result.GetValue(rotate)), stop);
            if (result.GetValue(json))
                return JsonLines.Write(key);
            Console.Out.WriteLine(key.Key);
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Listing Render(Broadcast stream)
    {
        var listing = new Listing("", "");
        listing.Add("id", stream.Id);
        listing.Add("title", stream.Title);
        listing.Add("type", stream.Type);
        listing.Add("status", stream.Status + (stream.Failure is null ? "" : ": " + stream.Failure));
        listing.Add("visibility", stream.Visibility);
        listing.Add("segments", stream.Type == "live" ? $"{stream.DvrWindowSize} of {stream.TargetDuration} s" : $"all, of {stream.TargetDuration} s");
        listing.Add("playlist", stream.MasterUrl);
        listing.Add("node", stream.OwnerNode);
        return listing;
    }
}
