using System.Globalization;
using Matinee.Cluster.Registry;
using Matinee.Processes;
using Matinee.Testing.Faults;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Clients of three nodes while members are killed and stopped: what was acknowledged stays, and reads are never stale.</summary>
public sealed class RegistryFaultTests
{
    private const int Clients = 4;
    private const int Few = 200;
    private static readonly string[] Keys = ["r/a", "r/b", "r/c"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_that_are_killed_and_stopped_lose_nothing_and_show_nothing_stale()
    {
        await using var stage = await EtcdStage.StartAsync(3, Stop);
        var history = new History();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => WorkAsync(history, client, stage, end.Token))).ToArray();

        for (var fault = 0; fault < Soak.Count(full: 50, brief: 2); fault++)
        {
            await Task.Delay(800, Stop);
            // The one that leads, by turns with a SIGKILL and a pause longer than an election.
            var victim = await LeaderFailoverTests.LeaderAsync(stage);
            if (fault % 2 == 0)
            {
                victim.Member.Kill();
                continue;
            }

            victim.Member.Send(ProcessSignal.Stop);
            await Task.Delay(1500, Stop);
            victim.Member.Send(ProcessSignal.Continue);
        }

        await Task.Delay(1000, Stop);
        await EnoughAsync(history);
        await end.CancelAsync();
        await Task.WhenAll(clients);

        await JudgeAsync(history, stage);
    }

    [Fact]
    public async Task Members_that_come_and_go_while_one_is_killed_lose_nothing_and_show_nothing_stale()
    {
        await using var stage = await EtcdStage.StartAsync(3, Stop);
        var history = new History();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => WorkAsync(history, client, stage, end.Token))).ToArray();
        for (var round = 0; round < Soak.Count(full: 10, brief: 1); round++)
            await GrowAndShrinkAsync(stage);
        await EnoughAsync(history);
        await end.CancelAsync();
        await Task.WhenAll(clients);

        // Each member lists what it has heard of.
        await Patient.UntilAsync(async () => await MembersAsync(stage.Nodes[0]) == 3, Stop);
        await JudgeAsync(history, stage);
    }

    /// <summary>One that leads is killed while the fourth learns, and again when the fifth is gone.</summary>
    private static async Task GrowAndShrinkAsync(EtcdStage stage)
    {
        var names = Enumerable.Range(1, 5).Select(i => $"node{i}").ToList();
        var coming = names.Except(stage.Nodes.Select(node => node.Name)).ToList();
        var joining = stage.AddAsync(coming[0], Stop);
        await Task.Delay(300, Stop);
        (await LeaderFailoverTests.LeaderAsync(stage)).Member.Kill();
        await joining;
        await stage.AddAsync(coming[1], Stop);

        // The oldest go.
        await RemoveAsync(stage, stage.Nodes[0]);
        (await LeaderFailoverTests.LeaderAsync(stage)).Member.Kill();
        await RemoveAsync(stage, stage.Nodes[0]);
    }

    private static async Task RemoveAsync(EtcdStage stage, StageNode leaving)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        for (var asked = stage.Nodes[^1]; ;)
        {
            try
            {
                await asked.Roster.RemoveAsync(leaving.Name, patience.Token);
                break;
            }
            catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException)
            {
                await Task.Delay(50, patience.Token);
            }
        }

        await stage.EndAsync(leaving);
        Directory.Delete(leaving.Options.Folder, recursive: true);
    }

    /// <returns>0 when it does not answer.</returns>
    private static async Task<int> MembersAsync(StageNode node)
    {
        try
        {
            return (await node.Roster.ListAsync(Stop)).Count;
        }
        catch (RegistryUnavailableException)
        {
            return 0;
        }
    }

    /// <summary>On a crowded machine a little takes long.</summary>
    private static Task EnoughAsync(History history) => Patient.UntilAsync(() => history.Operations.Count(operation => operation.End == OperationEnd.Ok) > Few, Stop);

    private static async Task JudgeAsync(History history, EtcdStage stage)
    {
        var found = (await stage.Nodes[0].Unhurried.ListAllAsync("set/", Stop)).Entries.Select(entry => entry.Key);
        var made = history.Operations.Count(operation => operation.End == OperationEnd.Ok);
        TestContext.Current.TestOutputHelper?.WriteLine($"{history.Operations.Count} operations, {made} acknowledged, {history.Operations.Count(o => o.End == OperationEnd.Unknown)} unknown");
        Assert.True(made > Few, $"Only {made} operations were acknowledged.");
        Assert.Null(SetCheck.FindViolation(history.Operations.Where(operation => operation.Key.StartsWith("set/", StringComparison.Ordinal)), found));
        Assert.Null(RegisterCheck.FindViolation(history.Operations.Where(operation => operation.Key.StartsWith("r/", StringComparison.Ordinal))));
    }

    private static async Task WorkAsync(History history, int client, EtcdStage stage, CancellationToken cancellationToken)
    {
        var die = new Random(client);
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            var nodes = stage.Nodes;
            var registry = nodes[client % nodes.Count].Registry;
            var value = string.Create(CultureInfo.InvariantCulture, $"{client}-{i}");
            var key = Keys[die.Next(Keys.Length)];
            await (die.Next(4) switch
            {
                0 => WriteAsync(history, client, registry, $"set/{value}", value),
                1 => WriteAsync(history, client, registry, key, value),
                2 => SwapAsync(history, client, registry, key, value),
                _ => ReadAsync(history, client, registry, key),
            });
        }
    }

    private static async Task WriteAsync(History history, int client, IRegistry registry, string key, string value)
    {
        var called = history.Call();
        var end = await CommitAsync(registry, RegistryTransaction.Put(key, value));
        history.Write(client, key, called, value, end);
    }

    private static async Task SwapAsync(History history, int client, IRegistry registry, string key, string value)
    {
        if (await ReadAsync(history, client, registry, key) is not { } read)
            return;
        var called = history.Call();
        var end = await CommitAsync(registry, new RegistryTransaction { If = [RegistryCondition.ValueIs(key, read)], Then = [RegistryWrite.Put(key, value)] });
        history.Swap(client, key, called, read, value, end);
    }

    private static async Task<string?> ReadAsync(History history, int client, IRegistry registry, string key)
    {
        var called = history.Call();
        try
        {
            var seen = (await registry.GetAsync(key, CancellationToken.None)).Found?.Value;
            history.Read(client, key, called, seen);
            return seen;
        }
        catch (RegistryUnavailableException)
        {
            return null; // a read that saw nothing says nothing
        }
    }

    private static async Task<OperationEnd> CommitAsync(IRegistry registry, RegistryTransaction transaction)
    {
        try
        {
            var outcome = await registry.CommitAsync(transaction, CancellationToken.None);
            return outcome.Committed ? OperationEnd.Ok : OperationEnd.Mismatch;
        }
        catch (RegistryUnavailableException)
        {
            return OperationEnd.Fail;
        }
        catch (OutcomeUnknownException)
        {
            return OperationEnd.Unknown;
        }
    }
}
