using System.Diagnostics;
using System.Security.Cryptography;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>
/// A network of its own for each node, joined by a bridge at which the clients are. What nodes send each other is dropped on
/// demand, in one direction or both; clients reach each of them all along. Needs root, and iptables.
/// </summary>
internal sealed class ClusterLinks : IAsyncDisposable
{
    private readonly string _tag = "mat" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3));
    private readonly string _net = $"10.77.{RandomNumberGenerator.GetInt32(1, 255)}";
    private readonly int _count;

    private ClusterLinks(int count) => _count = count;

    public static async Task<ClusterLinks> CreateAsync(int count)
    {
        var links = new ClusterLinks(count);
        await RunAsync($"ip link add {links._tag} type bridge");
        await RunAsync($"ip addr add {links._net}.254/24 dev {links._tag}");
        await RunAsync($"ip link set {links._tag} up");
        for (var i = 0; i < count; i++)
        {
            var space = links.SpaceOf(i);
            await RunAsync($"ip netns add {space}");
            await RunAsync($"ip link add {links._tag}v{i} type veth peer name eth0 netns {space}");
            await RunAsync($"ip link set {links._tag}v{i} master {links._tag} up");
            await RunAsync($"ip -n {space} addr add {links.HostOf(i)}/24 dev eth0");
            await RunAsync($"ip -n {space} link set eth0 up");
            await RunAsync($"ip -n {space} link set lo up");
        }

        return links;
    }

    public string HostOf(int node) => $"{_net}.{node + 1}";

    public IReadOnlyList<string> LauncherOf(int node) => ["ip", "netns", "exec", SpaceOf(node)];

    /// <param name="hears">Whether what the others send still comes to it.</param>
    /// <param name="speaks">Whether what it sends still comes to the others.</param>
    public async Task CutAsync(int node, bool hears, bool speaks)
    {
        foreach (var other in Enumerable.Range(0, _count).Where(other => other != node))
        {
            if (!hears)
                await RunAsync($"ip netns exec {SpaceOf(node)} iptables -A INPUT -s {HostOf(other)} -j DROP");
            if (!speaks)
                await RunAsync($"ip netns exec {SpaceOf(node)} iptables -A OUTPUT -d {HostOf(other)} -j DROP");
        }
    }

    public Task HealAsync(int node) => RunAsync($"ip netns exec {SpaceOf(node)} iptables -F");

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _count; i++)
        {
            await RunAsync($"ip link del {_tag}v{i}");
            await RunAsync($"ip netns del {SpaceOf(i)}");
        }

        await RunAsync($"ip link del {_tag}");
    }

    private string SpaceOf(int node) => $"{_tag}-{node}";

    private static async Task RunAsync(string command)
    {
        var words = command.Split(' ');
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true }) ?? throw new InvalidOperationException(command);
        var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"{command}: {error}");
    }
}
