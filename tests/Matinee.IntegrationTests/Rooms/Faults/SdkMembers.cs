using System.Diagnostics;
using System.Text.Json;
using Matinee.IntegrationTests.Realtime;
using Xunit;

namespace Matinee.IntegrationTests.Rooms.Faults;

/// <summary>Members who are the published JavaScript SDK, behind a balancer: one process of Node for all of them.</summary>
internal sealed class SdkMembers : IAsyncDisposable
{
    private readonly Process _node;
    private readonly NodeBalancer _balancer;
    private List<SdkReport> _reports = [];

    private SdkMembers(Process node, NodeBalancer balancer) => (_node, _balancer) = (node, balancer);

    public static async Task<SdkMembers> StartAsync(TwoNodes nodes, string room, IReadOnlyList<string> tokens, CancellationToken cancellationToken)
    {
        var balancer = new NodeBalancer(nodes.Addresses);
        var start = new ProcessStartInfo("node", ["room-members.cjs"])
        {
            WorkingDirectory = SdkRun.Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var members = new SdkMembers(Process.Start(start) ?? throw new InvalidOperationException("node did not start."), balancer);
        members._node.ErrorDataReceived += (_, line) => Console.WriteLine(line.Data);
        members._node.BeginErrorReadLine();
        await members._node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { url = $"ws://127.0.0.1:{balancer.Port}/connection/websocket", room, tokens }).AsMemory(), cancellationToken);
        Assert.Equal("subscribed", await members._node.StandardOutput.ReadLineAsync(cancellationToken));
        return members;
    }

    /// <summary>Until each of them has all of these.</summary>
    public async Task UntilAsync(IReadOnlyCollection<string> messages, TimeSpan patience, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            await _node.StandardInput.WriteLineAsync("report".AsMemory(), cancellationToken);
            var line = await _node.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The SDK's process ended.");
            _reports = JsonSerializer.Deserialize<List<SdkReport>>(line, JsonSerializerOptions.Web) ?? [];
            if (_reports.All(report => !messages.Except(report.List).Any()))
                return;
            Assert.True(Stopwatch.GetElapsedTime(since) < patience, $"The SDK's members did not hear of {string.Join(' ', messages.Except(_reports.SelectMany(report => report.List)))}");
            await Task.Delay(100, cancellationToken);
        }
    }

    public void Check(IReadOnlyList<string> list)
    {
        foreach (var report in _reports)
        {
            Assert.Equal(list, report.List);
            Assert.Empty(report.Complaints);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_node.HasExited)
            _node.Kill(entireProcessTree: true);
        _node.Dispose();
        await _balancer.DisposeAsync();
    }

    private sealed record SdkReport(IReadOnlyList<string> List, IReadOnlyList<string> Complaints);
}
