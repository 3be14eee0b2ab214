// Several of these processes agree on a leader, and the leader alone counts. End it, and another goes on where it was.
//   etcd &
//   dotnet run --project samples/registry -- one http://127.0.0.1:2379
//   dotnet run --project samples/registry -- two http://127.0.0.1:2379
using System.Globalization;
using Matinee.Cluster.Etcd;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;

if (args is not [var name, var etcd])
{
    Console.Error.WriteLine("usage: registry NAME http://HOST:PORT");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

using var http = EtcdHttp.Create();
var registry = new EtcdRegistry(http, new EtcdOptions { Endpoints = [new Uri(etcd)], Prefix = "sample/" }, TimeProvider.System);
using var election = new LeaderElection(registry, raft: null, new LeadershipOptions { Node = name }, TimeProvider.System);
var standing = election.RunAsync(stop.Token);
try
{
    for (var view = LeaderView.Nobody; ;)
    {
        view = await election.ChangedAsync(view, stop.Token);
        Console.WriteLine($"{name}: {view.Node ?? "nobody"} leads");
        if (election.Term is { } term)
            await CountAsync(term);
    }
}
catch (OperationCanceledException)
{
    // Ctrl-C: the lead is given back at once.
}

await standing;
return 0;

// Every write names the term: one that was overtaken writes nothing, even if it has not heard of it yet.
async Task CountAsync(LeaderTerm term)
{
    while (!term.HasEnded)
    {
        try
        {
            var last = (await registry.GetAsync("count", stop.Token)).Found;
            var next = (last is null ? 1 : int.Parse(last.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            await registry.CommitAsync(term, RegistryTransaction.Put("count", next), stop.Token);
            Console.WriteLine($"{name}: {next}");
            await Task.Delay(200, stop.Token);
        }
        catch (NotLeaderException e)
        {
            Console.WriteLine($"{name}: {e.Message}");
            return;
        }
        catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException)
        {
            // It leads until its term ends, and finds out where it is by reading.
            Console.WriteLine($"{name}: {e.Message}");
        }
    }
}
