using System.Diagnostics;
using System.Net;
using Matinee.IntegrationTests.Conformance;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>A node's data and its member's are on a disk that fills up, under load.</summary>
[Trait("lane", "soak")]
public sealed class ClusterDiskTests
{
    /// <summary>etcd keeps two pieces of its log, of 64 MB each, whatever is in them.</summary>
    private const int Megabytes = 192;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_without_space_says_so_and_comes_back_with_all_that_was_acknowledged_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(Megabytes);
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var nodes = new ClusterNodes(database, raft: true);
        var full = nodes.Names[0];
        Directory.CreateSymbolicLink(nodes.FolderOf(full), Directory.CreateDirectory(Path.Combine(disk.Path, full)).FullName);
        await nodes.StartAllAsync(Stop);
        Assert.Equal(full, await nodes.LeaderAsync(nodes.Names, Stop));
        await using var crowd = await ClusterCrowd.StartAsync(nodes, writers: 4, players: 6);
        for (var round = 0; round < Soak.Count(5, 1); round++)
            await FillAsync(nodes, crowd, disk, full, restarts: round % 2 == 1);

        await crowd.JudgeAsync(by: full);
    }

    private static async Task FillAsync(ClusterNodes nodes, ClusterCrowd crowd, SmallDisk disk, string full, bool restarts)
    {
        var others = nodes.Names.Where(name => name != full).ToList();
        var led = await nodes.LeaderAsync(nodes.Names, Stop) == full;
        var (said, ended) = (Times(nodes, full, "no space is left on the disk of"), Times(nodes, full, "the member of the consensus ended"));
        var filler = disk.Fill();
        var since = Stopwatch.StartNew();
        await nodes.UntilAsync($"{full} says that it is not ready, and why", async () =>
        {
            using var ready = await nodes.TryAsync(HttpMethod.Get, full, "/ready", Stop);
            return ready?.StatusCode == HttpStatusCode.ServiceUnavailable && (await ready.Content.ReadAsStringAsync(Stop)).Contains("no space is left", StringComparison.Ordinal);
        }, Stop);
        var unready = since.Elapsed;
        await nodes.UntilAsync("its log says so", () => Task.FromResult(Times(nodes, full, "no space is left on the disk of") > said), Stop);
        await nodes.UntilAsync("its member ends of it", () => Task.FromResult(Times(nodes, full, "the member of the consensus ended") > ended), Stop);
        var died = since.Elapsed;
        await nodes.LeaderAsync(others, Stop, not: full);
        await crowd.NextMadeAsync(Stopwatch.GetTimestamp());

        if (restarts)
        {
            nodes.Kill(full);
            await nodes.RestartAsync(full, Stop);
        }

        File.Delete(filler);
        since.Restart();
        await nodes.ReadyAsync([full], Stop);
        await nodes.LeaderAsync(nodes.Names, Stop);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{(led ? "the leader" : "a follower")}{(restarts ? ", started again while there was no space" : "")}: not ready after {unready.TotalSeconds:0.0} s, its member ended after {died.TotalSeconds:0.0} s, ready {since.Elapsed.TotalSeconds:0.0} s after there was room");
    }

    private static int Times(ClusterNodes nodes, string name, string words) => nodes[name].Output.Split(words).Length - 1;
}
