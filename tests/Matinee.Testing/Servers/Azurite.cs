using System.Globalization;
using System.Text.Json;
using Matinee.Testing.Machine;

namespace Matinee.Testing.Servers;

/// <summary>A Blob Storage server of Microsoft's making. One a test run, started by whoever needs it first; a class takes a container of its own.</summary>
public sealed class Azurite : IAsyncDisposable
{
    /// <summary>The account and key that every emulator has; they are published and open nothing else.</summary>
    public const string Account = "devstoreaccount1";
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly Lazy<Task<Azurite>> One = new(StartAsync);

    private readonly ServerFolder _folder;
    private int _containers;

    private Azurite(ServerFolder folder, int port, string version)
    {
        _folder = folder;
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{Account}"));
        Version = version;
    }

    /// <summary>With the account as its path.</summary>
    public Uri Endpoint { get; }

    public string Version { get; }

    public static Task<Azurite> SharedAsync() => One.Value;

    public string NewContainerName(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}-{Interlocked.Increment(ref _containers)}");

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private static async Task<Azurite> StartAsync()
    {
        var package = Path.Combine(MatineeProcess.RepositoryRoot(), "tests", "servers", "node_modules", "azurite");
        var main = Path.Combine(package, "dist", "src", "blob", "main.js");
        if (!File.Exists(main))
            throw new FileNotFoundException($"{main} is missing. Run npm ci in tests/servers; ./test does it.");
        var folder = new ServerFolder("azurite");
        try
        {
            var port = FreePorts.Take();
            await folder.StartAsync(
                "azurite", "node", "nodejs", main, "--blobHost", "127.0.0.1", "--blobPort", port.ToString(CultureInfo.InvariantCulture),
                "--location", folder.Path, "--silent", "--disableTelemetry", "--skipApiVersionCheck");
            await folder.WaitAsync("azurite", () => ServerFolder.AnswersAsync(port));
            using var description = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(package, "package.json")));
            var version = description.RootElement.GetProperty("version").GetString()!; // every package has one
            Console.WriteLine($"Blob Storage server: azurite {version} on port {port}");
            return new Azurite(folder, port, version);
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
    }
}
