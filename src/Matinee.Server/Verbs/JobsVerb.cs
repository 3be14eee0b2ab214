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
        List(),
        ClientCommand.Show("One encode with its tasks.", (client, id, stop) => client.Jobs.GetAsync(id, stop), Render),
        ClientCommand.OnOne("watch", "Follow an encode to its end.", async (client, id, stop) => Report(await FollowAsync(client.Jobs, id, stop))),
        ClientCommand.Change("cancel", "Stop an encode. What was playable before it stays so.", "cancelled", (client, id, stop) => client.Jobs.CancelAsync(id, stop)),
        ClientCommand.Change("retry", "Take up a failed or cancelled encode; what was done stays done.", "taken up again", (client, id, stop) => client.Jobs.RetryAsync(id, stop)),
    };

    /// <summary>Follows a job to its end; one changing line at a terminal, a line per tenth otherwise.</summary>
    public static async Task<EncodeJob> FollowAsync(JobsClient jobs, string id, CancellationToken cancellationToken)
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
    public static int Report(EncodeJob job)
    {
        if (job.State != "completed")
            return ErrorLines.Write($"job {job.Id} is {job.State}{(job.Failure is { } f ? $": {f.Title ?? f.Code}. {f.Detail}" : ".")}", ExitCodes.Failed);
        Console.Out.WriteLine(job.Stats is { } s
            ? string.Create(CultureInfo.InvariantCulture, $"Encoded {s.DurationSeconds:0.0} s in {s.TotalTime:0.0} s ({s.Speed:0.0}x), playable after {s.TimeToPlayable ?? 0:0.0} s, {s.CpuSeconds:0} s of CPU.")
            : "Encoded.");
        return ExitCodes.Done;
    }

    private static async Task<EncodeJob> FollowInLinesAsync(JobsClient jobs, string id, CancellationToken cancellationToken)
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

    private static Command List() => ClientCommand.List(
        "Your encodes, newest first.", null, (client, _, stop) => client.Jobs.ListAsync(null, stop),
        ("id", job => job.Id), ("video", job => job.VideoId), ("state", job => job.State), ("progress", job => Percent(job.Progress)),
        ("tasks", job => $"{job.CompletedTasks}/{job.TotalTasks}"), ("since", job => job.CreatedAt.ToString("u", CultureInfo.InvariantCulture)));

    private static Listing Render(EncodeJob job)
    {
        Console.Out.WriteLine($"{job.Id}  video {job.VideoId}  {job.State}  {Percent(job.Progress)}");
        var listing = new Listing("task", "kind", "index", "state", "attempt", "progress", "worker", "failure");
        foreach (var task in job.Tasks ?? [])
            listing.Add(task.Id, task.Kind, $"{task.Index}", task.State, $"{task.Attempt}", Percent(task.Progress), task.WorkerId ?? "", task.Failure?.Detail ?? "");
        return listing;
    }

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);
}
