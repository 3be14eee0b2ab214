using System.Globalization;
using Matinee.Cluster.Registry;
using Matinee.Processes;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Clients of three nodes while members are killed and stopped: what was acknowledged stays, and reads are never stale.</summary>
public sealed class RegistryFaultTests
{
    private const int Clients = 4;
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
        await end.CancelAsync();
        await Task.WhenAll(clients);

        var found = (await stage.Nodes[0].Registry.ListAllAsync("set/", Stop)).Entries.Select(entry => entry.Key);
        var made = history.Operations.Count(operation => operation.End == OperationEnd.Ok);
        TestContext.Current.TestOutputHelper?.WriteLine($"{history.Operations.Count} operations, {made} acknowledged, {history.Operations.Count(o => o.End == OperationEnd.Unknown)} unknown");
        Assert.True(made > 200, $"Only {made} operations were acknowledged.");
        Assert.Null(SetCheck.FindViolation(history.Operations.Where(operation => operation.Key.StartsWith("set/", StringComparison.Ordinal)), found));
        Assert.Null(RegisterCheck.FindViolation(history.Operations.Where(operation => operation.Key.StartsWith("r/", StringComparison.Ordinal))));
    }

    private static async Task WorkAsync(History history, int client, EtcdStage stage, CancellationToken cancellationToken)
    {
        var die = new Random(client);
        var registry = stage.Nodes[client % stage.Nodes.Count].Registry;
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
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
