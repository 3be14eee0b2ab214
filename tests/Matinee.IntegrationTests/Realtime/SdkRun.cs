using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>One run of the published JavaScript SDK over one transport: what became of every behaviour.</summary>
internal sealed class SdkRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, string?> _errors;

    private SdkRun(string version, Dictionary<string, string?> errors) => (Version, _errors) = (version, errors);

    public string Version { get; }

    public IReadOnlyCollection<string> Behaviours => _errors.Keys;

    public static string Folder => Path.Combine(RepositoryFolder.Root, "tests", "servers", "realtime");

    public void Check(string behaviour)
    {
        Assert.True(_errors.TryGetValue(behaviour, out var error), $"{behaviour} was not run.");
        Assert.True(error is null, error);
    }

    public static async Task<SdkRun> StartAsync(RealtimeHost host, string transport)
    {
        var modules = Path.Combine(Folder, "..", "node_modules", "centrifuge");
        if (!Directory.Exists(modules))
            throw new FileNotFoundException($"{modules} is missing. Run npm ci in tests/servers; ./test does it.");
        var output = await NodeAsync("run.cjs", host.Address, transport, RealtimeHost.ApiKey);
        using var document = JsonDocument.Parse(output);
        var errors = document.RootElement.GetProperty("results").EnumerateArray().ToDictionary(
            r => r.GetProperty("name").GetString()!, r => r.GetProperty("passed").GetBoolean() ? null : r.GetProperty("error").GetString()); // the script names each
        return new SdkRun(document.RootElement.GetProperty("version").GetString() ?? "", errors);
    }

    /// <summary>Runs a script of the folder; returns what it printed.</summary>
    public static async Task<string> NodeAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = new Process { StartInfo = start };
        node.Start();
        using var late = new CancellationTokenSource(Patience);
        try
        {
            var errors = node.StandardError.ReadToEndAsync(late.Token);
            var output = await node.StandardOutput.ReadToEndAsync(late.Token);
            await node.WaitForExitAsync(late.Token);
            Assert.True(node.ExitCode == 0, $"node {string.Join(' ', arguments)} ended with {node.ExitCode}: {await errors}");
            return output;
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }
    }
}
