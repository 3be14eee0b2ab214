using System.CommandLine;
using System.Globalization;
using Matinee.Client.Rooms;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee rooms list | create | show | close</c></summary>
internal static class RoomsVerb
{
    public static Command Create() => new("rooms", "Where people watch together.")
    {
        ClientCommand.List(
            "Rooms you are in, the most recently used first.", new("--query") { Description = "Words of the name.", HelpName = "TEXT" },
            (client, query, stop) => client.Rooms.ListAsync(query, all: false, stop),
            ("id", room => room.Id), ("name", room => room.Name), ("mode", room => room.Mode), ("access", room => room.Access),
            ("here", room => room.MemberCount.ToString(CultureInfo.InvariantCulture)), ("showing", room => room.Title ?? "")),
        Open(),
        ClientCommand.Show("One room.", (client, id, stop) => client.Rooms.GetAsync(id, stop), Render),
        ClientCommand.Change("close", "Close a room for good. Whoever is in it is put out.", "closed", (client, id, stop) => client.Rooms.CloseAsync(id, stop)),
    };

    private static Command Open()
    {
        var video = new Option<string?>("--video") { Description = "What it shows first.", HelpName = "ID" };
        var name = new Option<string?>("--name") { Description = "What it is called (default: the video's title).", HelpName = "TEXT" };
        var mode = ClientCommand.Choice("--mode", "Who says what plays (default: host).", "host", "everyone", "vote");
        var access = ClientCommand.Choice("--access", "Who gets in (default: open).", "open", "approval", "invite");
        var waiting = ClientCommand.Choice("--waiting", "For whom it stands still when a player runs dry (default: briefly).", "briefly", "everyone", "never");
        var password = new Option<bool>("--password") { Description = "Ask for a password that lets people in." };
        var fromInput = PasswordPrompt.FromInput();
        var json = ClientCommand.Json();
        var command = new Command("create", "Open a room and print its link.") { video, name, mode, access, waiting, password, fromInput, json };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var secret = result.GetValue(password) || result.GetValue(fromInput) ? PasswordPrompt.Read(result.GetValue(fromInput), "Password of the room:") : null;
            var room = await client.Rooms.CreateAsync(new WatchRoomOrder(
                result.GetValue(video), result.GetValue(name), result.GetValue(mode), secret, result.GetValue(access), result.GetValue(waiting)), stop);
            if (result.GetValue(json))
                return JsonLines.Write(room);
            Console.Out.WriteLine($"{room.Id}\t{(await ServerConnection.ServerAsync(stop))?.ToString().TrimEnd('/')}{room.Url}");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Listing Render(WatchRoom room)
    {
        var listing = new Listing("", "");
        listing.Add("id", room.Id);
        listing.Add("name", room.Name);
        listing.Add("link", room.Url);
        listing.Add("mode", room.Mode);
        listing.Add("access", room.Access + (room.HasPassword ? ", password" : "") + (room.Locked ? ", locked" : ""));
        listing.Add("waiting", room.Waiting);
        listing.Add("showing", room.Title ?? "");
        listing.Add("here", room.MemberCount.ToString(CultureInfo.InvariantCulture));
        listing.Add("your role", room.Role ?? "none");
        return listing;
    }
}
