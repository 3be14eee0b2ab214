using System.CommandLine;
using System.Globalization;
using Matinee.Client.Jobs;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee jobs list | show | watch | cancel | retry</c></summary>
internal static class JobsVerb
{
    /// <summary>Often enough to look alive, seldom enough to cost nothing.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static Command Create() => new("jobs", "Encodes: what is under way, and how it ended.")
    {
        List(), Show(), Watch(),
        Change("cancel", "Stop an encode. What was playable before it stays so.", "cancelled", (jobs, id, stop) => jobs.CancelAsync(id, stop)),
        Change("retry", "Take up a failed or cancelled encode; what was done stays done.", "taken up again", (jobs, id, stop) => jobs.RetryAsync(id, stop)),
    };

    /// <summary>Follows a job to its end; one changing line at a terminal, a line per tenth otherwise.</summary>
    public static async Task<Job> FollowAsync(JobsClient jobs, string id, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected)
            return await FollowInLinesAsync(jobs, id, cancellationToken);
        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("encoding", maxValue: 1);
                while (true)
                {
                    var job = await jobs.GetAsync(id, cancellationToken);
                    bar.Value = job.Progress;
                    bar.Description = $"encoding {job.CompletedTasks}/{job.TotalTasks}";
                    if (job.HasEnded)
                        return job;
                    await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
                }
            });
    }

    /// <summary>A sentence about how it ended, and the exit code that goes with it.</summary>
    public static int Report(Job job)
    {
        if (job.State != "completed")
            return ErrorLines.Write($"job {job.Id} is {job.State}{(job.Failure is { } f ? $": {f.Title ?? f.Code}. {f.Detail}" : ".")}", ExitCodes.Failed);
        Console.Out.WriteLine(job.Stats is { } s
            ? string.Create(CultureInfo.InvariantCulture, $"Encoded {s.DurationSeconds:0.0} s in {s.TotalTime:0.0} s ({s.Speed:0.0}x), playable after {s.TimeToPlayable ?? 0:0.0} s, {s.CpuSeconds:0} s of CPU.")
            : "Encoded.");
        return ExitCodes.Done;
    }

    private static async Task<Job> FollowInLinesAsync(JobsClient jobs, string id, CancellationToken cancellationToken)
    {
        var told = -1;
        while (true)
        {
            var job = await jobs.GetAsync(id, cancellationToken);
            var tenth = (int)(job.Progress * 10);
            if (tenth > told)
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"encoding {job.Progress:P0} ({job.CompletedTasks} of {job.TotalTasks} tasks)"));
            told = Math.Max(told, tenth);
            if (job.HasEnded)
                return job;
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("list", "Your encodes, newest first.") { json };
        command.SetAction((result, cancellationToken) => Connection.RunAsync(async (client, stop) =>
        {
            var all = new List<Job>();
            await foreach (var job in client.Jobs.ListAsync(null, stop))
                all.Add(job);
            if (result.GetValue(json))
                return JsonLines.Write(all);
            var listing = new Listing("id", "video", "state", "progress", "tasks", "since");
            foreach (var job in all)
                listing.Add(job.Id, job.VideoId, job.State, job.Progress.ToString("P0", CultureInfo.InvariantCulture), $"{job.CompletedTasks}/{job.TotalTasks}", job.CreatedAt.ToString("u", CultureInfo.InvariantCulture));
            listing.Write(AnsiConsole.Console);
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("ID");
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("show", "One encode with its tasks.") { id, json };
        command.SetAction((result, cancellationToken) => Connection.RunAsync(async (client, stop) =>
        {
            var job = await client.Jobs.GetAsync(result.GetRequiredValue(id), stop);
            if (result.GetValue(json))
                return JsonLines.Write(job);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{job.Id}  video {job.VideoId}  {job.State}  {job.Progress:P0}"));
            var listing = new Listing("task", "kind", "index", "state", "attempt", "progress", "worker", "failure");
            foreach (var task in job.Tasks ?? [])
                listing.Add(task.Id, task.Kind, $"{task.Index}", task.State, $"{task.Attempt}", task.Progress.ToString("P0", CultureInfo.InvariantCulture), task.WorkerId ?? "", task.Failure?.Detail ?? "");
            listing.Write(AnsiConsole.Console);
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Watch()
    {
        var id = new Argument<string>("ID");
        var command = new Command("watch", "Follow an encode to its end.") { id };
        command.SetAction((result, cancellationToken) => Connection.RunAsync(
            async (client, stop) => Report(await FollowAsync(client.Jobs, result.GetRequiredValue(id), stop)), cancellationToken));
        return command;
    }

    private static Command Change(string name, string description, string done, Func<JobsClient, string, CancellationToken, Task> change)
    {
        var id = new Argument<string>("ID");
        var command = new Command(name, description) { id };
        command.SetAction((result, cancellationToken) => Connection.RunAsync(async (client, stop) =>
        {
            await change(client.Jobs, result.GetRequiredValue(id), stop);
            Console.Out.WriteLine($"{result.GetRequiredValue(id)} is {done}.");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }
}
