using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>Looks after leases every second: those that ran out, those that get nowhere, and workers that fail too often.</summary>
internal sealed class LeaseSweepWorker(
    LeaseSweep sweep, LeaseGrace grace, JobDeadlines deadlines, IOptions<TranscodingOptions> options, TimeProvider time, ILogger<LeaseSweepWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var begun = false;
        var seen = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!begun && await grace.GrantAsync(stoppingToken) is > 0 and var lengthened)
                    TranscodingLog.LeasesGraced(logger, lengthened);
                begun = true;
                if (time.GetElapsedTime(seen) >= SeenEvery)
                {
                    await grace.SeeAsync(stoppingToken);
                    seen = time.GetTimestamp();
                }

                await sweep.RunAsync(stoppingToken);
                await deadlines.SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                TranscodingLog.SweepFailed(logger, nameof(LeaseSweepWorker), e);
            }

            await Task.Delay(options.Value.SweepEvery, time, stoppingToken);
        }
    }
}

/// <summary>One round of it.</summary>
internal sealed class LeaseSweep(
    OverdueStore overdue, LeaseStore leases, TaskPublication publication, TaskNews news, WorkerQuarantine quarantine, IOptions<TranscodingOptions> options)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var suspect in await overdue.SuspectsAsync(cancellationToken))
            await JudgeAsync(suspect, cancellationToken);
        await quarantine.SweepAsync(cancellationToken);
    }

    private async Task JudgeAsync(SuspectRow suspect, CancellationToken cancellationToken)
    {
        var age = OverdueStore.Age(suspect);
        var timeout = options.Value.TaskTimeout;
        switch (OverduePolicy.Judge(age, timeout))
        {
            case AttemptVerdict.Silent when await leases.LoseAsync(suspect.Lease, cancellationToken) is { } lost:
                news.Lost(lost);
                break;
            case AttemptVerdict.Stalled:
                await FailAsync(suspect, "stalled", $"No progress for {OverduePolicy.Patience(age, timeout).TotalSeconds:0} seconds.", cancellationToken);
                break;
            case AttemptVerdict.TooLong:
                await FailAsync(suspect, "too_long", $"Not done after {age.Elapsed.TotalMinutes:0} minutes, ten times what it should take.", cancellationToken);
                break;
        }
    }

    private Task<TaskReply> FailAsync(SuspectRow suspect, string code, string detail, CancellationToken cancellationToken) =>
        publication.FailAsync(new TaskFault(suspect.Lease, FaultClass.Worker, code, detail, 0), cancellationToken);
}
