using System.CommandLine;
using Matinee.Client.Fleet;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee shutdown [ID]</c></summary>
internal static class ShutdownVerb
{
    public static Command Create()
    {
        var target = new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne, Description = "A worker, a node, or all-workers (default: the server that is asked)." };
        var mode = new Option<string>("--mode")
        {
            Description = "graceful (default): what ends soon may end, the rest is given back. drain: everything under way ends first. immediate: now.",
            HelpName = "MODE",
            DefaultValueFactory = _ => "graceful",
        };
        mode.AcceptOnlyFromAmong("graceful", "drain", "immediate");
        var command = new Command("shutdown", "Tell a server or a worker to end (administrators).") { target, mode };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var told = await client.Server.ShutdownAsync(result.GetValue(target), Enum.Parse<ShutdownMode>(result.GetRequiredValue(mode), ignoreCase: true), stop);
            Console.Out.WriteLine($"{told.Target} ends ({told.Mode}).");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }
}
