using Matinee.App.Storage;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

public sealed class LocalObjectStoreTests : ObjectStoreConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-store-").FullName;
    private readonly LocalObjectStore _store;

    public LocalObjectStoreTests() => _store = new LocalObjectStore(_folder);

    protected override IObjectStore Store => _store;

    [Fact]
    public async Task A_process_that_starts_clears_what_was_left_and_not_what_another_is_writing()
    {
        var writing = new TaskCompletionSource();
        var put = _store.PutAsync(new ObjectKey("a/slow"), new WaitingStream(Bytes(100_000), writing.Task), CancellationToken.None);
        var left = Path.Combine(Path.GetDirectoryName(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Single())!, "left-behind"); // a file has a folder
        await File.WriteAllBytesAsync(left, Bytes(10), TestContext.Current.CancellationToken);
        await Task.Delay(700, TestContext.Current.CancellationToken);

        new LocalObjectStore(_folder).ClearStaging();
        writing.SetResult();

        Assert.Equal(100_000, (await put).Bytes);
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task A_full_disk_is_said_so_and_leaves_nothing_behind()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 2);
        var store = new LocalObjectStore(disk.Path);
        var kept = new ObjectKey("a/kept");
        await store.PutAsync(kept, new MemoryStream(Bytes(500_000)), CancellationToken.None);

        await Assert.ThrowsAsync<StoreFullException>(() => store.PutAsync(new ObjectKey("a/big"), new MemoryStream(Bytes(4_000_000)), CancellationToken.None));

        Assert.Equal([Path.Combine(disk.Path, "a", "kept")], Directory.GetFiles(disk.Path, "*", SearchOption.AllDirectories));
        await store.DeleteAsync(kept, CancellationToken.None);
        await store.PutAsync(new ObjectKey("a/again"), new MemoryStream(Bytes(1_500_000)), CancellationToken.None);
    }

    [Fact]
    public async Task A_full_disk_leaves_a_file_from_another_device_where_it_was()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 2);
        var store = new LocalObjectStore(disk.Path);
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, Bytes(4_000_000), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<StoreFullException>(() => store.AdoptAsync(new ObjectKey("a/big"), path, CancellationToken.None));

        Assert.Equal(4_000_000, new FileInfo(path).Length);
        File.Delete(path);
    }

    [Fact]
    public async Task What_a_killed_process_left_in_staging_is_removed_and_never_listed()
    {
        var half = Path.Combine(_folder, ".staging", "half");
        await File.WriteAllBytesAsync(half, Bytes(100), TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(half, File.GetLastWriteTimeUtc(half).AddSeconds(-1)); // a process takes longer than that to start again

        Assert.Empty(await ListAsync(""));
        _store.ClearStaging();

        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Deletion_takes_empty_folders_with_it()
    {
        var stored = await PutAsync("a/b/c/d", Bytes(10));

        await _store.DeleteAsync(stored.Key, CancellationToken.None);

        Assert.False(Directory.Exists(Path.Combine(_folder, "a")));
    }

    [Fact]
    public async Task No_path_among_5000_hostile_ones_leaves_the_folder()
    {
        var random = new Random(20260101);
        string[] parts = ["..", ".", "%2e%2e", "..%5c", "\\", "\0", "/", "//", "etc", "passwd", "a", "ü", "\u202e", "~", new('x', 300), "\r\n", "C:", "‥", ".staging"];
        for (var i = 0; i < 5000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => parts[random.Next(parts.Length)] + (random.Next(2) == 0 ? "/" : "")));
            if (ObjectKey.TryParse(text, out var key))
                Assert.StartsWith(_folder + "/", Path.GetFullPath(_store.LocalPath(key)!), StringComparison.Ordinal);
            else
                Assert.Throws<ArgumentException>(() => new ObjectKey(text));
        }

        Assert.Empty(await ListAsync(""));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class WaitingStream(byte[] bytes, Task go) : MemoryStream(bytes)
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var all = ToArray();
            await destination.WriteAsync(all.AsMemory(0, 1000), cancellationToken);
            await go;
            await destination.WriteAsync(all.AsMemory(1000), cancellationToken);
        }
    }
}
