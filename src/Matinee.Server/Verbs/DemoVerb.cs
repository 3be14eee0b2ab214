using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Matinee.Client;
using Matinee.Client.Uploads;
using Matinee.Server.Configuration;
using Matinee.Server.Hosting;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee demo</c>: the first five minutes without a film of one's own.</summary>
internal static class DemoVerb
{
    private const string Email = "demo@localhost";
    private const int UsualPort = 8080;

    public static Command Create()
    {
        var flags = new ServerFlags();
        var command = new Command("demo", "Serve, make a film, upload it, encode it on two workers, and keep serving.");
        flags.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var configuration = flags.Load(result, Defaults(flags.Load(result)));
            return ServeVerb.RunAsync(configuration, (server, stop) => ShowAsync(server, configuration, stop), cancellationToken);
        });
        return command;
    }

    /// <summary>What the demo would have, unless somebody set it.</summary>
    private static Dictionary<string, string?> Defaults(ServerConfiguration configured)
    {
        var data = configured.Values["Server:Data"] ?? new ServerOptions().Data;
        return new()
        {
            ["Accounts:AdminEmail"] = Email,
            ["Accounts:AdminPassword"] = PasswordOf(data),
            ["Server:Port"] = IsFree(UsualPort) ? "8080" : "0",
            ["Worker:Slots"] = "2",
            ["Logging:LogLevel:Default"] = "Warning",
        };
    }

    private static async Task ShowAsync(Uri server, ServerConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = configuration.Values.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        var (email, password) = (configuration.Values["Accounts:AdminEmail"] ?? Email, configuration.Values["Accounts:AdminPassword"] ?? "");
        Console.Out.WriteLine($"  Sign in as  {email}\n  Password    {password}\n\nMaking a film of one minute, 1280x720 ...");
        var film = await DemoFilm.MakeAsync(Path.Combine(options.Data, "tmp", "demo"), cancellationToken);
        using var http = ServerConnection.Open(server, Timeout.InfiniteTimeSpan);
        var client = new MatineeClient(http);
        await client.Accounts.LoginAsync(email, password, cancellationToken);

        var order = new UploadOrder(film, "Matinee demo", "public");
        var uploaded = await UploadVerb.SendAsync(client, order, cancellationToken);
        var arrived = Stopwatch.GetTimestamp();
        var video = await WaitUntilPlayableAsync(client, uploaded.VideoId, cancellationToken);
        var playable = Stopwatch.GetElapsedTime(arrived);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\n  Watch it now: {new Uri(server, video ?? "/")}\n  It plays {playable.TotalSeconds:0.0} s after the upload's end; the rest is being encoded.\n"));
        await UploadVerb.FollowAsync(client, uploaded.VideoId, cancellationToken);
        Console.Out.WriteLine($"\n  Still serving at {server}. Stop it with Ctrl-C.\n");
    }

    /// <returns>The path of its page.</returns>
    private static async Task<string?> WaitUntilPlayableAsync(MatineeClient client, string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var video = await client.Videos.GetAsync(id, cancellationToken);
            if (video.Failure is { } failure)
                throw new StartupException($"The film could not be encoded: {failure.Title}. {failure.Detail}");
            if (video.State is "playable" or "ready")
                return video.Url;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Made on the first demo and kept in its folder, so that the next one signs in again.</summary>
    private static string PasswordOf(string data)
    {
        var file = Path.Combine(Path.GetFullPath(data), "demo-password");
        if (File.Exists(file))
            return File.ReadAllText(file).Trim();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // a file in a folder
        var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);
        using var stream = new StreamWriter(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        stream.Write(password);
        return password;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
