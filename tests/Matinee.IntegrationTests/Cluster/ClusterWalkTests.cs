using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Machine;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Types what <c>docs/3-operate/cluster.md</c> tells people to type: three terminals for the nodes, and a fourth.</summary>
public sealed partial class ClusterWalkTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-walk-").FullName;
    private readonly List<(Process Shell, Task<string> Output)> _terminals = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Databases => Soak.IsFull ? [Installation.Postgres, Installation.Sqlite] : [Installation.Postgres];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_stream_is_made_listed_and_watched_while_the_leader_dies(string catalogue)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(MatineeProcess.RepositoryRoot(), "docs", "3-operate", "cluster.md"), Stop);
        var blocks = Block().Matches(page).Select(block => block.Groups[1].Value).ToList();
        var commands = blocks.Single(block => block.Contains("./run serve --node node1", StringComparison.Ordinal)).Split('\n');
        var walk = blocks.Single(block => block.Contains("watched.txt", StringComparison.Ordinal));
        await PrepareAsync(commands.Single(line => line.StartsWith("export ", StringComparison.Ordinal)), catalogue);

        var since = Stopwatch.StartNew();
        foreach (var line in commands.Where(line => line.StartsWith("./run serve", StringComparison.Ordinal)))
        {
            Open($". ./environment; exec {line}");
            since.Restart();
        }

        Assert.Equal(3, _terminals.Count);
        await ReadyAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"on {catalogue}: ready {since.Elapsed.TotalSeconds:0.00} s after the third command");
        Assert.True(!Soak.IsFull || since.Elapsed < TimeSpan.FromSeconds(5), $"It took {since.Elapsed}.");

        await File.WriteAllTextAsync(Path.Combine(_folder, "walk.sh"), "set -e\n" + walk, Stop);
        var fourth = Open("set -m; . ./walk.sh");
        await fourth.Shell.WaitForExitAsync(Stop).WaitAsync(Patience, Stop);
        var output = await fourth.Output;

        Assert.True(fourth.Shell.ExitCode == 0, output);
        Assert.Equal(2, Regex.Count(output, "Sunday service")); // listed by a follower, and after the leader died
        Assert.Equal(2, Regex.Count(output, "Evening service")); // once it was heard of, and in the list of all
        Assert.Equal(3, Regex.Count(output, "\"published\""));
        var watched = await File.ReadAllLinesAsync(Path.Combine(_folder, "watched.txt"), Stop);
        Assert.True(watched.Length >= 5, $"It was watched {watched.Length} times.");
        Assert.All(watched, answer => Assert.Equal("200", answer));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (shell, output) in _terminals)
        {
            shell.Kill(entireProcessTree: true);
            await shell.WaitForExitAsync(CancellationToken.None);
            await output;
            shell.Dispose();
        }

        TestFolder.Remove(_folder);
    }

    [GeneratedRegex(@"```\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>The page's environment; where the database and the objects are is the reader's own.</summary>
    private async Task PrepareAsync(string exports, string catalogue)
    {
        var database = catalogue == Installation.Sqlite ? $"sqlite:{_folder}/matinee.db" : await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "environment"), $"{exports}\nexport DATABASE_URL='{database}' STORAGE_URL='file:{_folder}/objects'\n", Stop);
        // Commands run as they stand; ./run is the built program instead of a second build.
        var run = Path.Combine(_folder, "run");
        await File.WriteAllTextAsync(run, $"#!/bin/sh\nexec dotnet {MatineeProcess.Program()} \"$@\"\n", Stop);
        File.SetUnixFileMode(run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private (Process Shell, Task<string> Output) Open(string line)
    {
        var start = new ProcessStartInfo("bash", ["-c", line]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MATINEE", StringComparison.Ordinal) || key.EndsWith("_URL", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = start.Environment["XDG_CONFIG_HOME"] = _folder;
        start.Environment["MATINEE_ADMIN_EMAIL"] = start.Environment["EMAIL"] = MatineeProcess.AdminEmail;
        start.Environment["MATINEE_ADMIN_PASSWORD"] = start.Environment["PASSWORD"] = MatineeProcess.AdminPassword;
        start.Environment["MATINEE__WORKER__ABILITIESFILE"] = MatineeProcess.AbilitiesFile;
        var shell = new Process { StartInfo = start };
        shell.Start();
        (Process Shell, Task<string> Output) terminal = (shell, ReadAsync(shell));
        _terminals.Add(terminal);
        return terminal;
    }

    private static async Task<string> ReadAsync(Process shell)
    {
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(CancellationToken.None), shell.StandardError.ReadToEndAsync(CancellationToken.None));
        return await output + await error;
    }

    private async Task ReadyAsync()
    {
        using var client = new HttpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        foreach (var port in new[] { 8081, 8082, 8083 })
        {
            while (!await IsReadyAsync(client, port, patience.Token))
            {
                if (_terminals.FirstOrDefault(terminal => terminal.Shell.HasExited) is { Shell: not null } ended)
                    Assert.Fail($"A node ended:\n{await ended.Output}");
                await Task.Delay(20, patience.Token);
            }
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://localhost:{port}/ready"), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return false;
        }
    }
}
