using Matinee.App.Nodes;
using Matinee.App.Nodes.Consensus;
using Matinee.Cluster.Backups;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matinee.Tests.Nodes;

public sealed class BackupWorkerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-backups-").FullName;
    private readonly ManualTime _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_newest_are_kept_and_each_can_be_restored()
    {
        using var registry = new MemoryRegistry(_time);
        using var empty = new MemoryRegistry(_time);
        await registry.CommitAsync(RegistryTransaction.Put("streams/a", "1"), CancellationToken.None);
        using var worker = new BackupWorker(
            registry, new NodeIdentity("node1", _time.GetUtcNow(), _folder), Options.Create(new ClusterOptions { BackupsKept = 2 }), _time, NullLogger<BackupWorker>.Instance);

        List<string> made = [];
        for (var i = 0; i < 4; i++)
        {
            made.Add(await worker.BackUpAsync(CancellationToken.None));
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(made[2..], Directory.GetFiles(Path.Combine(_folder, "backups")).Order(StringComparer.Ordinal));
        await using var file = File.OpenRead(made[3]);
        Assert.Equal(1, await RegistryBackup.RestoreAsync(empty, file, CancellationToken.None));
    }
}
