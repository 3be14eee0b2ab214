using System.Text.RegularExpressions;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>One server, and all transports of the SDK against it at once.</summary>
public sealed partial class SdkRuns : IAsyncDisposable
{
    public static readonly string[] Transports = ["websocket", "websocket_protobuf", "sse", "http_stream", "http_stream_protobuf"];

    private readonly Lazy<Task<Dictionary<string, SdkRun>>> _runs;
    private RealtimeHost? _host;

    public SdkRuns() => _runs = new(RunAsync);

    /// <summary>The behaviours that the scripts hold, read from them.</summary>
    public static IReadOnlyList<string> Behaviours { get; } =
        [.. Directory.GetFiles(SdkRun.Folder, "*.cjs").Where(f => Path.GetFileName(f) is not ("client.cjs" or "run.cjs" or "frames.cjs" or "room-members.cjs"))
            .SelectMany(f => Behaviour().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Order(StringComparer.Ordinal)];

    internal async Task<SdkRun> OverAsync(string transport) => (await _runs.Value)[transport];

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private async Task<Dictionary<string, SdkRun>> RunAsync()
    {
        _host = await RealtimeHost.StartAsync();
        var runs = await Task.WhenAll(Transports.Select(async t => (t, Run: await SdkRun.StartAsync(_host, t))));
        return runs.ToDictionary(r => r.t, r => r.Run);
    }

    [GeneratedRegex(@"^  async (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Behaviour();
}
