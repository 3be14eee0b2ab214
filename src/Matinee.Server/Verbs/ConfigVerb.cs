using System.CommandLine;
using Matinee.Server.Configuration;
using Matinee.Server.Hosting;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee config show | check</c></summary>
internal static class ConfigVerb
{
    public static Command Create() => new("config", "Show and try the configuration.")
    {
        Build("show", "Every setting in force, and where it comes from.", Show),
        Build("check", "Try the configuration and the machine: ffmpeg, the data folder, space, the clock.", SystemCheck.RunAsync),
        Reference(),
    };

    private static Command Build(string name, string description, Func<ServerConfiguration, CancellationToken, Task<int>> run)
    {
        var flags = new ServerFlags();
        var command = new Command(name, description);
        flags.AddTo(command);
        command.SetAction((result, cancellationToken) => run(flags.Load(result), cancellationToken));
        return command;
    }

    private static Command Reference()
    {
        var command = new Command("reference", "Write docs/4-reference/configuration.md.") { Hidden = true };
        command.SetAction(_ =>
        {
            Console.Out.Write(ConfigurationReference.Render());
            return ExitCodes.Done;
        });
        return command;
    }

    private static Task<int> Show(ServerConfiguration configuration, CancellationToken cancellationToken)
    {
        var rows = SettingsCatalogue.All.Select(setting =>
        {
            var given = setting.IsList
                ? string.Join(", ", configuration.Values.GetSection(setting.Key).GetChildren().Select(c => c.Value))
                : configuration.Values[setting.Key];
            var origin = configuration.OriginOf(setting.IsList ? setting.Key + ":0" : setting.Key);
            var value = string.IsNullOrEmpty(given) ? setting.Default : given;
            return (setting.Key, Value: setting.Show(value), Origin: origin ?? "default");
        });
        var table = new Listing("setting", "value", "from");
        foreach (var (key, value, origin) in rows)
            table.Add(key, value, origin);
        table.Write(AnsiConsole.Console);
        var errors = ConfigurationCheck.Run(configuration);
        return Task.FromResult(errors.Count == 0 ? ExitCodes.Done : ErrorLines.Write(errors));
    }
}
