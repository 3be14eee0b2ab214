using Matinee.App.Nodes;
using Microsoft.Extensions.Hosting;

namespace Matinee.App.Workers;

/// <summary>Runs the loop beside whatever else the process does; a process that is nothing but a worker ends with it.</summary>
internal sealed class TranscodeWorker(WorkerLoop loop, WorkerPlace place, NodeExit exit) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await loop.RunAsync();
        if (place.IsRemote)
            exit.Begin(ExitMode.Graceful);
    }
}
