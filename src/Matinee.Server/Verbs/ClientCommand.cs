using System.CommandLine;
using Matinee.Client;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary>What the verbs of videos, jobs, rooms and the like have in common: all of them, one of them, do something to one.</summary>
internal static class ClientCommand
{
    public static Option<bool> Json() => new("--json") { Description = "As JSON." };

    /// <summary>One of some words; any other is an error that names them.</summary>
    public static Option<string?> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <param name="query">Null when there is nothing to search by.</param>
    public static Command List<T>(
        string description, Option<string?>? query, Func<MatineeClient, string?, CancellationToken, IAsyncEnumerable<T>> fetch, params (string Name, Func<T, string> Cell)[] columns)
    {
        var json = Json();
        var command = new Command("list", description) { json };
        if (query is not null)
            command.Add(query);
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var all = new List<T>();
            await foreach (var item in fetch(client, query is null ? null : result.GetValue(query), stop))
                all.Add(item);
            if (result.GetValue(json))
                return JsonLines.Write(all);
            var listing = new Listing([.. columns.Select(column => column.Name)]);
            foreach (var item in all)
                listing.Add([.. columns.Select(column => column.Cell(item))]);
            listing.Write(AnsiConsole.Console);
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    public static Command Show<T>(string description, Func<MatineeClient, string, CancellationToken, Task<T>> fetch, Func<T, Listing> render)
    {
        var id = new Argument<string>("ID");
        var json = Json();
        var command = new Command("show", description) { id, json };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var one = await fetch(client, result.GetRequiredValue(id), stop);
            if (result.GetValue(json))
                return JsonLines.Write(one);
            render(one).Write(AnsiConsole.Console);
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    public static Command OnOne(string name, string description, Func<MatineeClient, string, CancellationToken, Task<int>> act)
    {
        var id = new Argument<string>("ID");
        var command = new Command(name, description) { id };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync((client, stop) => act(client, result.GetRequiredValue(id), stop), cancellationToken));
        return command;
    }

    /// <summary>Does it, and says so in one line: the id, and <paramref name="done"/>.</summary>
    public static Command Change(string name, string description, string done, Func<MatineeClient, string, CancellationToken, Task> change) =>
        OnOne(name, description, async (client, id, stop) =>
        {
            await change(client, id, stop);
            Console.Out.WriteLine($"{id} is {done}.");
            return ExitCodes.Done;
        });
}
