using System.Data.Common;
using Matinee.App.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Scaling;

/// <summary>Looks again and again, and whenever a worker came or went. Ends as soon as this node leaves.</summary>
internal sealed class ScalingWorker(
    ScalingRound round, ExecutorRoster executors, NodeExit exit, IOptions<ScalingOptions> options, TimeProvider time, ILogger<ScalingWorker> logger)
    : BackgroundService
{
    private const int LooksPerLease = 3;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, exit.Leaving);
        try
        {
            while (true)
            {
                await LookAsync(leaving.Token);
                // Many changes at once are one.
                await Task.Delay(Least, time, leaving.Token);
                await WaitAsync(options.Value.LookEvery, leaving.Token);
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The ordinary end.
        }

        await LetGoAsync();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await round.RunAsync(options.Value.LookEvery * LooksPerLease + Least, cancellationToken);
        }
        catch (Exception e) when (e is DbException or IOException or ExecutorException)
        {
            ScalingLog.LookFailed(logger, e);
        }
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(longest, time, either.Token), executors.ChangedAsync(either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task LetGoAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        try
        {
            await round.LetGoAsync(deadline.Token);
        }
        catch (Exception e) when (e is DbException or IOException or OperationCanceledException)
        {
            ScalingLog.LookFailed(logger, e);
        }
    }
}
