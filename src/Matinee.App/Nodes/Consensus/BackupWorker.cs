using System.Globalization;
using Matinee.Cluster.Backups;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Nodes.Consensus;

/// <summary>The leader's copies of the registry, for when all disks of the consensus are lost: <c>DATA/backups/registry-TIME.jsonl</c>.</summary>
internal sealed class BackupWorker(IRegistry registry, NodeIdentity node, IOptions<ClusterOptions> options, TimeProvider time, ILogger<BackupWorker> log) : BackgroundService
{
    private const string Stem = "registry-";
    private const string Ending = ".jsonl";

    private readonly string _folder = Path.Combine(node.DataFolder, "backups");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var every = options.Value.BackupEvery;
        if (every == TimeSpan.Zero)
            return;
        while (true)
        {
            await Task.Delay(every, time, stoppingToken);
            try
            {
                await BackUpAsync(stoppingToken);
            }
            catch (Exception e) when (e is RegistryUnavailableException or IOException or UnauthorizedAccessException)
            {
                ConsensusLog.NotBackedUp(log, e);
            }
        }
    }

    internal async Task<string> BackUpAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(_folder, Stem + time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + Ending);
        int entries;
        await using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            entries = await RegistryBackup.WriteAsync(registry, file, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        ConsensusLog.BackedUp(log, path, entries);
        foreach (var old in Directory.GetFiles(_folder, Stem + "*" + Ending).OrderDescending(StringComparer.Ordinal).Skip(options.Value.BackupsKept))
            File.Delete(old);
        return path;
    }
}
