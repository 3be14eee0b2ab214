using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Members;

/// <summary>Gives this node's sign of life from when it answers requests to when it ends.</summary>
internal sealed class PresenceWorker(
    NodePresence presence, OwnCard address, NodeExit exit, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<PresenceWorker> log) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var answers = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        presence.Change(address.Settle);
        await using var leaving = exit.Leaving.Register(() => presence.Change(card => card with { IsDraining = true }));
        if (await EnterAsync(stoppingToken))
            await presence.RunAsync(stoppingToken);
    }

    private async Task<bool> EnterAsync(CancellationToken stoppingToken)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                await presence.EnterAsync(stoppingToken);
                return true;
            }
            catch (NodeNameTakenException e)
            {
                MemberLog.NameTaken(log, e.Message);
                lifetime.StopApplication();
                return false;
            }
            catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException or LeaseLostException)
            {
                if (!told)
                    MemberLog.NotEntered(log, e.Message);
            }

            await Task.Delay(Retry, time, stoppingToken);
        }
    }
}
