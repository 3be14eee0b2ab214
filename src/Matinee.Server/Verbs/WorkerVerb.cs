using System.Collections;
using System.CommandLine;
using System.Globalization;
using Matinee.App.Workers;
using Matinee.Server.Configuration;
using Matinee.Server.Hosting;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee worker</c></summary>
internal static class WorkerVerb
{
    /// <summary>Beside a server's folder and not in it: the two are locked by different processes.</summary>
    private static readonly Dictionary<string, string?> Defaults = new() { ["Server:Data"] = "data/worker" };

    private static readonly (Option<string?> Flag, string Key)[] Texts =
    [
        (new("--coordinator") { Description = "Addresses of the servers of one service, joined by commas.", HelpName = "URL[,URL...]" }, "Worker:Coordinator"),
        (new("--token") { Description = "Lets this machine in the first time; from `matinee workers token`.", HelpName = "T" }, "Worker:Token"),
        (new("--id") { Description = "Name of this worker (default: the machine's, and four letters).", HelpName = "ID" }, "Worker:Name"),
        (new("--data") { Description = "Folder of its key and its work (default: data/worker).", HelpName = "DIR" }, "Server:Data"),
        (new("--bind") { Description = "Address of the metrics port (default: all).", HelpName = "ADDR" }, "Server:Bind"),
    ];

    private static readonly (Option<int?> Flag, string Key)[] Numbers =
    [
        (new("--slots") { Description = "Tasks encoded at once (default: one a core).", HelpName = "N" }, "Worker:Slots"),
        (new("--metrics-port") { Description = "A port for /health, /ready and /metrics (default: none).", HelpName = "PORT" }, "Server:MetricsPort"),
    ];

    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "One task and out." };
        var config = new Option<string?>("--config") { Description = "A JSON file of settings.", HelpName = "FILE" };
        var command = new Command("worker", "Encode for a server on another machine.") { once, config };
        foreach (var (flag, _) in Texts)
            command.Add(flag);
        foreach (var (flag, _) in Numbers)
            command.Add(flag);
        command.SetAction((result, cancellationToken) =>
        {
            var flags = Texts.ToDictionary(text => text.Key, text => result.GetValue(text.Flag));
            foreach (var (flag, key) in Numbers)
                flags[key] = result.GetValue(flag)?.ToString(CultureInfo.InvariantCulture);
            flags["Worker:Once"] = result.GetValue(once) ? "true" : null;
            IDictionary environment = Environment.GetEnvironmentVariables();
            return RunAsync(ServerConfiguration.Load(result.GetValue(config), flags, environment, Defaults), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ServerConfiguration configuration, CancellationToken cancellationToken)
    {
        var errors = ConfigurationCheck.RunWorker(configuration);
        if (errors.Count > 0)
            return ErrorLines.Write(errors);
        var options = configuration.Values.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        try
        {
            Workers.CheckCoordinators(configuration.Values["Worker:Coordinator"]);
            using var data = OwnDataFolder.Open(options.Data);
            Listening.EnsureMetricsFree(options);
            using var host = WorkerHost.Build(configuration.Values, options, data);
            await host.StartAsync(cancellationToken);
            await host.WaitForShutdownAsync(CancellationToken.None);
            var worker = host.Services.GetRequiredService<RemoteWorker>();
            return worker.Refusal is { } refusal
                ? ErrorLines.Write(refusal, worker.IsMachineUnfit ? ExitCodes.Failed : ExitCodes.NotAllowed)
                : ExitCodes.Done;
        }
        catch (ArgumentException e)
        {
            return ErrorLines.Write(e.Message, ExitCodes.Usage);
        }
        catch (Exception e) when (e is StartupException or IOException or UnauthorizedAccessException)
        {
            return ErrorLines.Write(e.Message, ExitCodes.Failed);
        }
    }
}
