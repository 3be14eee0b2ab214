using System.Globalization;
using Matinee.Cluster.Backups;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Cluster;

public sealed class RegistryBackupTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly MemoryRegistry _old;
    private readonly MemoryRegistry _fresh;

    public RegistryBackupTests() => (_old, _fresh) = (new MemoryRegistry(_time), new MemoryRegistry(_time));

    public void Dispose()
    {
        _old.Dispose();
        _fresh.Dispose();
    }

    [Fact]
    public async Task What_stays_comes_back_and_what_belongs_to_the_living_does_not()
    {
        for (var i = 0; i < 100; i++)
            await PutAsync(_old, $"streams/{i:000}", new string('ä', i * 300));
        await PutAsync(_old, "cluster/members/one", "{}");
        await _old.CommitAsync(RegistryTransaction.Put("leader", "{}", await _old.GrantAsync(TimeSpan.FromSeconds(5), default)), default);
        await PutAsync(_fresh, "cluster/members/new", "{}");

        var backup = await BackupAsync(_old);
        Assert.Equal(100, await RegistryBackup.RestoreAsync(_fresh, new MemoryStream(backup), default));

        var restored = (await _fresh.ListAllAsync("", default)).Entries.Select(entry => (entry.Key, entry.Value)).ToList();
        var expected = (await _old.ListAllAsync("streams/", default)).Entries.Select(entry => (entry.Key, entry.Value));
        Assert.Equal([("cluster/members/new", "{}"), ("generation", "1"), .. expected], restored);
    }

    [Fact]
    public async Task An_interrupted_restore_goes_on_and_a_cluster_that_holds_something_else_is_left_alone()
    {
        await PutAsync(_old, "a", "1");
        await PutAsync(_old, "b", "2");
        var backup = await BackupAsync(_old);
        await PutAsync(_fresh, "a", "1");

        await RegistryBackup.RestoreAsync(_fresh, new MemoryStream(backup), default);
        await RegistryBackup.RestoreAsync(_fresh, new MemoryStream(backup), default);
        await PutAsync(_fresh, "c", "3");
        var refused = await Assert.ThrowsAsync<BackupRefusedException>(() => RegistryBackup.RestoreAsync(_fresh, new MemoryStream(backup), default));

        Assert.Contains("holds c", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_with_any_byte_changed_or_cut_is_refused_and_nothing_is_written()
    {
        await PutAsync(_old, "a", "one");
        await PutAsync(_old, "b", "two");
        var backup = await BackupAsync(_old);

        for (var at = 0; at < backup.Length; at++)
        {
            byte[] flipped = [.. backup];
            flipped[at] ^= 1;
            await Assert.ThrowsAsync<BackupRefusedException>(() => RegistryBackup.RestoreAsync(_fresh, new MemoryStream(flipped), default));
            await Assert.ThrowsAsync<BackupRefusedException>(() => RegistryBackup.RestoreAsync(_fresh, new MemoryStream(backup, 0, at), default));
        }

        byte[] longer = [.. backup, .. System.Text.Encoding.UTF8.GetBytes("{\"key\":\"c\",\"value\":\"3\"}\n")];
        await Assert.ThrowsAsync<BackupRefusedException>(() => RegistryBackup.RestoreAsync(_fresh, new MemoryStream(longer), default));
        Assert.Empty((await _fresh.ListAllAsync("", default)).Entries);
    }

    [Fact]
    public async Task A_token_of_a_restored_cluster_is_greater_than_any_before()
    {
        for (var i = 0; i < 500; i++)
            await PutAsync(_old, "busy", i.ToString(CultureInfo.InvariantCulture));
        var before = await TokenAsync(_old);

        await RegistryBackup.RestoreAsync(_fresh, new MemoryStream(await BackupAsync(_old)), default);

        Assert.True((await _fresh.GetAsync("busy", default)).Revision < before);
        Assert.True(await TokenAsync(_fresh) > before);
    }

    [Theory]
    [InlineData("3", "3")]
    [InlineData("1", "2")]
    public async Task A_new_cluster_that_has_a_generation_of_its_own_takes_a_backup_and_keeps_the_later_one(string own, string expected)
    {
        await PutAsync(_old, "a", "1");
        await PutAsync(_old, "generation", "1");
        var backup = await BackupAsync(_old);
        await PutAsync(_fresh, "generation", own);

        await RegistryBackup.RestoreAsync(_fresh, new MemoryStream(backup), default);
        await RegistryBackup.RestoreAsync(_fresh, new MemoryStream(backup), default);

        Assert.Equal([("a", "1"), ("generation", expected)], (await _fresh.ListAllAsync("", default)).Entries.Select(entry => (entry.Key, entry.Value)));
    }

    private static Task<RegistryOutcome> PutAsync(MemoryRegistry registry, string key, string value) => registry.CommitAsync(RegistryTransaction.Put(key, value), default);

    private static async Task<byte[]> BackupAsync(MemoryRegistry registry)
    {
        using var stream = new MemoryStream();
        await RegistryBackup.WriteAsync(registry, stream, default);
        return stream.ToArray();
    }

    private async Task<long> TokenAsync(MemoryRegistry registry)
    {
        using var node = new SimulatedNode("one", registry, hasRaft: false, _time, new Random(1));
        await node.Election.RoundAsync(default);
        return node.Election.Term?.Token ?? throw new InvalidOperationException("It does not lead.");
    }
}
