using System.Data.Common;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Duties;

/// <summary>
/// While this node leads: raises the fence at once, so that nothing the leader before still does reaches the rows, then sees
/// to the duties again and again. With the end of the term they stop where they are.
/// </summary>
internal sealed class StreamDutiesWorker(
    LeaderElection election, CleanupStore rows, StreamCleanup cleanup, StreamSilence silence, IOptions<StreamOptions> options, ILogger<StreamDutiesWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var view = election.View;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (election.Term is { } term)
                await ServeAsync(term, stoppingToken);
            view = await election.ChangedAsync(view, stoppingToken);
        }
    }

    private async Task ServeAsync(LeaderTerm term, CancellationToken stoppingToken)
    {
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, term.Ended);
        var cleaned = TimeSpan.Zero;
        try
        {
            while (!await TryAsync(() => rows.RaiseFenceAsync(term.Token, serving.Token), serving.Token))
                await Task.Delay(Look, serving.Token);
            while (true)
            {
                await TryAsync(() => silence.ExecuteOnceAsync(term, serving.Token), serving.Token);
                if (cleaned <= TimeSpan.Zero)
                {
                    await TryAsync(() => CleanAsync(term, serving.Token), serving.Token);
                    cleaned = options.Value.CleanupInterval;
                }

                var pause = options.Value.CleanupInterval < Look ? options.Value.CleanupInterval : Look;
                await Task.Delay(pause, serving.Token);
                cleaned -= pause;
            }
        }
        catch (OperationCanceledException) when (serving.IsCancellationRequested)
        {
            // The term or the process is over.
        }
    }

    private async Task CleanAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var report = await cleanup.ExecuteOnceAsync(term, cancellationToken);
        if (report.Trimmed + report.Deleted + report.Forgotten > 0)
            StreamLog.Cleaned(logger, report.Trimmed, report.Deleted, report.Forgotten);
        if (report.Stray is { } stray)
            StreamLog.StraysKept(logger, report.Strays, stray);
    }

    private async Task<bool> TryAsync(Func<Task> duty, CancellationToken cancellationToken)
    {
        try
        {
            await duty();
            return true;
        }
        // Also when the term has ended in the middle of it: who writes then hears that it leads no more, and nobody else need.
        catch (Exception e) when (
            e is DbException or IOException or UnauthorizedAccessException or TimeoutException or RegistryUnavailableException or OutcomeUnknownException or NotLeaderException)
        {
            if (!cancellationToken.IsCancellationRequested)
                StreamLog.DutyFailed(logger, e);
            return false;
        }
    }
}
