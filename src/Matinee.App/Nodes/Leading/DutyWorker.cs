using Matinee.Cluster.Leadership;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Leading;

/// <summary>Runs a loop for as long as it is this node's to run, by leading as a rule.</summary>
internal sealed class DutyWorker<TWorker>(LeaderElection election, LeaderDuty rule, TWorker duty, TimeProvider time, ILogger<DutyWorker<TWorker>> log) : BackgroundService
    where TWorker : IHostedService
{
    /// <summary>A change of the lead is told at once; what else the rule depends on is looked at.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var runs = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var view = election.View;
            if (rule.IsMine != runs)
                runs = await TurnAsync(!runs, stoppingToken);
            await WaitAsync(view, stoppingToken);
        }

        if (runs)
            await TurnAsync(false, CancellationToken.None);
    }

    private async Task<bool> TurnAsync(bool on, CancellationToken stoppingToken)
    {
        try
        {
            await (on ? duty.StartAsync(stoppingToken) : duty.StopAsync(CancellationToken.None));
            return on;
        }
        catch (Exception e)
        {
            LeadLog.DutyFailed(log, typeof(TWorker).Name, e);
            return !on;
        }
    }

    private async Task WaitAsync(LeaderView known, CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, election.Term?.Ended ?? CancellationToken.None);
        await Task.WhenAny(election.ChangedAsync(known, either.Token), Task.Delay(Look, time, either.Token));
        await either.CancelAsync();
    }
}
