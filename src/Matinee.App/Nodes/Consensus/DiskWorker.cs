using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Consensus;

/// <summary>Tells the log that the disk of the consensus is full, before its member ends of it, and that it is not any more.</summary>
internal sealed class DiskWorker(RaftConsensus consensus, TimeProvider time, ILogger<DiskWorker> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var isFull = false; ; await Task.Delay(Look, time, stoppingToken))
        {
            var trouble = consensus.Member.DiskTrouble;
            if (trouble is not null && !isFull)
                ConsensusLog.NoRoomOnDisk(log, trouble);
            else if (trouble is null && isFull)
                ConsensusLog.DiskHasRoom(log);
            isFull = trouble is not null;
        }
    }
}
