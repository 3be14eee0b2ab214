using System.CommandLine;
using System.Globalization;
using Matinee.Client;
using Matinee.Client.Jobs;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee jobs list | show | watch | submit | cancel | retry</c></summary>
internal static class JobsVerb
{
    public static Command Create() => new("jobs", "Encodes: what is under way, and how it ended.")
    {
        List(),
        ClientCommand.Show("One encode with its tasks.", (client, id, stop) => client.Jobs.GetAsync(id, stop), Render),
        Watch(),
        JobSubmitCommand.Create(),
        ClientCommand.Change("cancel", "Stop an encode. What was playable before it stays so.", "cancelled", (client, id, stop) => client.Jobs.CancelAsync(id, stop)),
        ClientCommand.Change("retry", "Take up a failed or cancelled encode; what was done stays done.", "taken up again", (client, id, stop) => client.Jobs.RetryAsync(id, stop)),
    };

    /// <summary>A sentence about how it ended, and the exit code that goes with it.</summary>
    public static int Report(EncodeJob job)
    {
        if (job.State != "completed")
            return ErrorLines.Write($"job {job.Id} is {job.State}{(job.Failure is { } f ? $": {f.Title ?? f.Code}. {f.Detail}" : ".")}", ExitCodes.Failed);
        Console.Out.WriteLine(job.Stats is { } s
            ? string.Create(CultureInfo.InvariantCulture, $"Encoded {s.DurationSeconds:0.0} s in {s.TotalTime:0.0} s ({s.Speed:0.0}x){(s.TimeToPlayable is { } playable ? $", playable after {playable:0.0} s" : "")}, {s.CpuSeconds:0} s of CPU.")
            : "Encoded.");
        return ExitCodes.Done;
    }

    public static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    private static Command List()
    {
        var state = new Option<string?>("--state") { Description = "Only jobs in this state, such as running or failed.", HelpName = "STATE" };
        return ClientCommand.List(
            "Encodes, newest first.", state, (client, wanted, stop) => client.Jobs.ListAsync(new JobFilter(State: wanted), stop),
            ("id", job => job.Id), ("video", job => job.VideoId), ("state", job => job.State), ("progress", job => Percent(job.Progress)),
            ("tasks", job => $"{job.CompletedTasks}/{job.TotalTasks}"), ("priority", job => job.Priority),
            ("since", job => job.CreatedAt.ToString("u", CultureInfo.InvariantCulture)));
    }

    private static Command Watch()
    {
        var id = new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne, Description = "A job; without one all of them, until Ctrl-C." };
        var command = new Command("watch", "Follow encodes as they happen: a live table at a terminal, a line an event otherwise.") { id };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync((client, stop) => FollowAsync(client, result.GetValue(id), stop), cancellationToken));
        return command;
    }

    private static async Task<int> FollowAsync(MatineeClient client, string? id, CancellationToken cancellationToken)
    {
        try
        {
            if (Console.IsOutputRedirected)
                await EventLines.WriteAsync(client.Jobs, id, cancellationToken);
            else
                await LiveTable.ShowAsync(client, id, cancellationToken);
        }
        catch (OperationCanceledException) when (id is null && cancellationToken.IsCancellationRequested)
        {
            // Nothing else ends a look at everything.
            return ExitCodes.Done;
        }

        return id is null ? ExitCodes.Done : Report(await client.Jobs.GetAsync(id, cancellationToken));
    }

    private static Listing Render(EncodeJob job)
    {
        Console.Out.WriteLine($"{job.Id}  {(job.VideoId.Length > 0 ? "video " + job.VideoId : job.Input)}  {job.State}  {Percent(job.Progress)}  {job.Priority}");
        if (job.Failure is { } failure)
            Console.Out.WriteLine($"{failure.Title ?? failure.Code}. {failure.Detail}");
        if (job.Output is { } output)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output.Name}  {output.Bytes / 1e6:0.0} MB, kept until {output.ExpiresAt:u}"));
        var listing = new Listing("task", "kind", "index", "state", "attempt", "progress", "worker", "failure");
        foreach (var task in job.Tasks ?? [])
            listing.Add(task.Id, task.Kind, $"{task.Index}", task.State, $"{task.Attempt}", Percent(task.Progress), task.WorkerId ?? "", task.Failure?.Detail ?? "");
        return listing;
    }
}
