using System.Data.Common;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Leading;

/// <summary>Lets this node stand for the lead, and tells of every change.</summary>
internal sealed class LeadWorker(LeaderElection election, LeaderHistory history, LeaderFence fence, NodeIdentity node, TimeProvider time, ILogger<LeadWorker> log)
    : IHostedService, IDisposable
{
    /// <summary>Where nobody need be elected, a leader is known before the first request is taken.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var known = election.ChangedAsync(LeaderView.Nobody, _stop.Token);
        _running = Task.WhenAll(Task.Run(StandAsync, CancellationToken.None), Task.Run(TellAsync, CancellationToken.None));
        await Task.WhenAny(known, Task.Delay(FirstLook, time, cancellationToken));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task StandAsync()
    {
        try
        {
            // The data folder is this process's alone, and so is the name: whoever had them is over.
            await election.ClearFormerAsync(_stop.Token);
            await fence.RaiseAsync(_stop.Token);
        }
        catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException or DbException or OperationCanceledException)
        {
            // Its lease ends by itself; and the registry is not a new one, or it would answer.
        }

        await election.RunAsync(_stop.Token);
    }

    private async Task TellAsync()
    {
        try
        {
            for (var view = LeaderView.Nobody; ;)
            {
                view = await election.ChangedAsync(view, _stop.Token);
                history.Note(view);
                if (view.IsHere)
                    LeadLog.Leads(log, node.Id, view.RaftTerm);
                else if (view.Node is { } other)
                    LeadLog.Follows(log, other, view.RaftTerm);
                else
                    LeadLog.NobodyLeads(log);
            }
        }
        catch (OperationCanceledException)
        {
            // The ordinary end.
        }
    }
}
