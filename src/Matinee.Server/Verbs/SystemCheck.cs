using System.Globalization;
using Matinee.Media.Ffmpeg;
using Matinee.Processes;
using Matinee.Server.Configuration;
using Matinee.Server.Hosting;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary>Tries what the server will need, and says each result in a line.</summary>
internal static class SystemCheck
{
    private const long LowSpace = 5L * 1024 * 1024 * 1024;

    /// <summary>The first timestamp that no set clock shows: the year this was written.</summary>
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(ServerConfiguration configuration, CancellationToken cancellationToken)
    {
        var errors = ConfigurationCheck.Run(configuration);
        if (errors.Count > 0)
            return ErrorLines.Write(errors);
        var options = configuration.Values.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        var findings = new List<Finding> { new(Grade.Ok, "configuration", "all settings can be used") };
        await AddFfmpegAsync(findings, cancellationToken);
        findings.AddRange(TryData(options.Data));
        findings.Add(TrySqlite());
        var now = TimeProvider.System.GetUtcNow();
        findings.Add(now < Earliest
            ? new(Grade.Bad, "clock", $"{now:O} lies in the past; signed links would fail. Set the clock.")
            : new(Grade.Ok, "clock", now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));

        var table = new Listing("", "check", "result");
        foreach (var finding in findings)
            table.Add(finding.Grade switch { Grade.Ok => "ok", Grade.Warning => "warning", _ => "FAILED" }, finding.Subject, finding.Text);
        table.Write(AnsiConsole.Console);
        return findings.Exists(f => f.Grade == Grade.Bad) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static async Task AddFfmpegAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        FfmpegTool tool;
        try
        {
            tool = await FfmpegTool.LocateAsync(null, null, cancellationToken);
        }
        catch (FfmpegMissingException e)
        {
            findings.Add(new(Grade.Bad, "ffmpeg", e.Message));
            return;
        }

        findings.Add(new(Grade.Ok, "ffmpeg", $"{tool.FfmpegPath} {tool.Version}"));
        findings.Add(tool.IsolatesNetwork
            ? new(Grade.Ok, "isolation", "ffmpeg runs without a network")
            : new(Grade.Warning, "isolation", "unshare is not permitted here: ffmpeg can reach the network, held back by its protocol list alone"));
        var encoders = await LinesOfAsync(tool.FfmpegPath, ["-hide_banner", "-encoders"], cancellationToken);
        foreach (var name in (string[])["libx264", "aac"])
        {
            findings.Add(encoders.Exists(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).FirstOrDefault() == name)
                ? new(Grade.Ok, "encoder " + name, "found")
                : new(Grade.Bad, "encoder " + name, "this ffmpeg lacks it; install the distribution's full build"));
        }
    }

    private static List<Finding> TryData(string folder)
    {
        var findings = new List<Finding>();
        try
        {
            using var data = OwnDataFolder.Open(folder);
            findings.Add(new(Grade.Ok, "data folder", $"{data.Root} can be written"));
        }
        catch (StartupException e)
        {
            findings.Add(new(Grade.Warning, "data folder", e.Message));
        }

        if (Directory.Exists(folder))
        {
            var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
            var text = string.Create(CultureInfo.InvariantCulture, $"{free / (1024.0 * 1024 * 1024):0.0} GB free");
            findings.Add(free < LowSpace ? new(Grade.Warning, "space", text + "; an hour of film takes about 5 GB") : new(Grade.Ok, "space", text));
        }

        return findings;
    }

    private static Finding TrySqlite()
    {
        Matinee.Adapters.Sqlite.SqliteCatalogue.LoadLibrary();
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return new(Grade.Ok, "sqlite", connection.ServerVersion);
    }

    private static async Task<List<string>> LinesOfAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        await ChildProcess.RunAsync(Spec(program, arguments, line => lines.Add(System.Text.Encoding.UTF8.GetString(line))), cancellationToken);
        return lines;
    }

    private static ChildProcessSpec Spec(string program, string[] arguments, OutputLine? onOutput) =>
        new() { FileName = program, Arguments = [.. arguments], WorkingFolder = Path.GetTempPath(), OnOutput = onOutput };

    private enum Grade { Ok, Warning, Bad }

    private sealed record Finding(Grade Grade, string Subject, string Text);
}
