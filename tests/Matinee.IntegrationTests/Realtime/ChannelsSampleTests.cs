using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Matinee.Processes;
using Matinee.Testing.Machine;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary><c>samples/channels</c>, built from packages alone and run on each broker.</summary>
public sealed partial class ChannelsSampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-channels-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task It_builds_from_two_packages_and_runs_on_memory_Redis_and_NATS()
    {
        var packages = Path.Combine(_folder, "packages");
        foreach (var project in new[] { "Matinee.Realtime", "Matinee.Brokers" })
            await DotnetAsync("pack", Path.Combine(RepositoryFolder.Root, "src", project), "-c", "Release", "--no-build", "-o", packages, "-nologo", "-v", "q");
        Assert.Empty(DependenciesOf(packages, "Matinee.Realtime"));
        Assert.Equal(["Matinee.Realtime", "StackExchange.Redis"], DependenciesOf(packages, "Matinee.Brokers"));

        var sample = Path.Combine(_folder, "sample");
        Directory.CreateDirectory(sample);
        foreach (var file in Directory.GetFiles(Path.Combine(RepositoryFolder.Root, "samples", "channels")))
            File.Copy(file, Path.Combine(sample, Path.GetFileName(file)));
        // The packages of others are in the machine's folder already: this repository was built with them.
        await DotnetAsync("build", sample, "-c", "Release", "-nologo", "-v", "q", $"-p:RestoreSources={packages}", $"-p:RestorePackagesPath={Path.Combine(_folder, "own")}",
            $"-p:RestoreFallbackFolders={Path.Combine(Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"))}");
        var program = Path.Combine(sample, "bin", "Release", "net10.0", "channels.dll");

        await SpeakAsync(program, "", 1);
        await SpeakAsync(program, (await RedisServers.SharedAsync()).Url, 2);
        await SpeakAsync(program, (await NatsServers.SharedAsync()).Url, 2);
    }

    // What is said on the first node is heard on the last.
    private static async Task SpeakAsync(string program, string broker, int nodes)
    {
        var running = new List<(ChildProcess Process, Uri Address)>();
        try
        {
            for (var i = 0; i < nodes; i++)
                running.Add(await StartAsync(program, broker));
            // A node whose store had no turn for a moment is alone meanwhile, and whoever came to it then has to come again.
            await Patient.UntilAsync(() => IsHeardAsync(running[0].Address, running[^1].Address), Stop);
        }
        finally
        {
            foreach (var (process, _) in running)
                await process.DisposeAsync();
        }
    }

    private static async Task<bool> IsHeardAsync(Uri from, Uri at)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        late.CancelAfter(TimeSpan.FromSeconds(15));
        try
        {
            using var ear = await EnterAsync(at, "ear", late.Token);
            using var mouth = await EnterAsync(from, "mouth", late.Token);
            await SendAsync(mouth, """{"id":3,"publish":{"channel":"lobby:a","data":{"text":"hello"}}}""", late.Token);
            Assert.Contains("\"hello\"", await HearAsync(ear, "\"pub\"", late.Token), StringComparison.Ordinal);
            return true;
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<(ChildProcess Process, Uri Address)> StartAsync(string program, string broker)
    {
        var output = new ConcurrentQueue<string>();
        var process = await ChildProcess.StartAsync(new ChildProcessSpec
        {
            FileName = Dotnet,
            Arguments = broker.Length > 0 ? [program, broker] : [program],
            WorkingFolder = Path.GetDirectoryName(program) ?? "/",
            Environment = ImmutableDictionary<string, string>.Empty.Add("HOME", Path.GetTempPath()).Add("DOTNET_NOLOGO", "1").Add("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            OnOutput = line => output.Enqueue(Encoding.UTF8.GetString(line)),
            OnError = line => output.Enqueue(Encoding.UTF8.GetString(line)),
        });
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patient.Limit;)
        {
            if (output.Select(line => Listening().Match(line)).FirstOrDefault(match => match.Success) is { } match)
                return (process, new Uri(match.Groups[1].Value));
            await Task.Delay(20, Stop);
        }

        await process.DisposeAsync();
        throw new TimeoutException(string.Join('\n', output));
    }

    private static async Task<ClientWebSocket> EnterAsync(Uri address, string name, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/connection/websocket" }.Uri, cancellationToken);
        await SendAsync(socket, $$$"""{"id":1,"connect":{"token":"{{{name}}}"}}""", cancellationToken);
        await HearAsync(socket, "\"connect\"", cancellationToken);
        await SendAsync(socket, """{"id":2,"subscribe":{"channel":"lobby:a"}}""", cancellationToken);
        await HearAsync(socket, "\"subscribe\"", cancellationToken);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, cancellationToken);

    private static async Task<string> HearAsync(ClientWebSocket socket, string what, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, cancellationToken);
            var text = Encoding.UTF8.GetString(buffer, 0, got.Count);
            if (text.Contains(what, StringComparison.Ordinal))
                return text;
        }
    }

    private static IEnumerable<string> DependenciesOf(string packages, string package)
    {
        using var archive = ZipFile.OpenRead(Directory.GetFiles(packages, package + ".*.nupkg").Single());
        using var specification = archive.GetEntry(package + ".nuspec")!.Open(); // every package has one
        return [.. XDocument.Load(specification).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")?.Value ?? "").Order(StringComparer.Ordinal)];
    }

    private static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : throw new InvalidOperationException("The tests run under dotnet.");

    private static async Task DotnetAsync(params string[] arguments)
    {
        var lines = new ConcurrentQueue<string>();
        await using var process = await ChildProcess.StartAsync(new ChildProcessSpec
        {
            FileName = Dotnet,
            Arguments = [.. arguments],
            WorkingFolder = Path.GetTempPath(),
            Environment = ImmutableDictionary<string, string>.Empty.Add("HOME", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)).Add("PATH", Environment.GetEnvironmentVariable("PATH") ?? "")
                .Add("DOTNET_NOLOGO", "1").Add("DOTNET_CLI_TELEMETRY_OPTOUT", "1").Add("MSBUILDDISABLENODEREUSE", "1"),
            OnOutput = line => lines.Enqueue(Encoding.UTF8.GetString(line)),
            OnError = line => lines.Enqueue(Encoding.UTF8.GetString(line)),
        });
        Assert.True((await process.Exited.WaitAsync(TimeSpan.FromMinutes(12), Stop)).ExitCode == 0, string.Join('\n', lines));
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
