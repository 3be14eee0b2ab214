using System.Globalization;
using Matinee.Client.Jobs;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary>Follows one job to its end: a bar at a terminal, a line per tenth otherwise.</summary>
internal static class JobBar
{
    /// <summary>Often enough to look alive, seldom enough to cost nothing.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

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
}
