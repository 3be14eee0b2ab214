using System.CommandLine;
using System.Globalization;
using Matinee.Client;
using Matinee.Client.Fleet;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee workers list | add | token | drain | enable | remove</c></summary>
internal static class WorkersVerb
{
    public static Command Create() => new("workers", "The machines that encode.")
    {
        List(),
        Add(),
        Token(),
        ClientCommand.Change("drain", "It finishes what it has and takes nothing new.", "draining", (client, id, stop) => client.Workers.DrainAsync(id, stop)),
        ClientCommand.Change("enable", "A drained or quarantined worker takes work again.", "enabled", (client, id, stop) => client.Workers.EnableAsync(id, stop)),
        ClientCommand.Change("remove", "It finishes what it has and ends; its key opens nothing afterwards.", "being removed", (client, id, stop) => client.Workers.RemoveAsync(id, stop)),
    };

    private static Command List() => ClientCommand.List(
        "All workers.", null, (client, _, stop) => AllAsync(client, stop),
        ("id", worker => worker.Id), ("name", worker => worker.Name), ("status", worker => worker.Status),
        ("tasks", worker => $"{worker.ActiveTasks}/{worker.Slots}"), ("codecs", worker => string.Join(',', worker.Codecs)),
        ("heard", worker => worker.LastHeartbeatAt.ToString("u", CultureInfo.InvariantCulture)));

    private static Command Add()
    {
        var count = new Argument<int>("N") { Description = "How many (default: 1).", DefaultValueFactory = _ => 1 };
        var command = new Command("add", "Start workers where the server can: as processes beside it, or in its Kubernetes cluster.") { count };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var added = await client.Workers.AddAsync(result.GetValue(count), stop);
            Console.Out.WriteLine($"{added.Wanted} started workers are wanted now ({added.Executor}).");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Token()
    {
        var json = ClientCommand.Json();
        var command = new Command("token", "Make an enrolment token and print the command that puts another machine to work.") { json };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var token = await client.Workers.TokenAsync(stop);
            if (result.GetValue(json))
                return JsonLines.Write(token);
            Console.Out.WriteLine(token.Command ?? $"matinee worker --coordinator {(await ServerConnection.ServerAsync(stop))?.ToString().TrimEnd('/')} --token {token.Token}");
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Any number of machines may use it until {token.ExpiresAt:u}."));
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static async IAsyncEnumerable<WorkerState> AllAsync(MatineeClient client, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var worker in await client.Workers.ListAsync(cancellationToken))
            yield return worker;
    }
}
