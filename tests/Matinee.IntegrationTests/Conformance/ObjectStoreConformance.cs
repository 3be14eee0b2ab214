using Matinee.App.Storage;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What the doc comment of <see cref="IObjectStore"/> promises, for any store.</summary>
public abstract class ObjectStoreConformance
{
    protected abstract IObjectStore Store { get; }

    [Fact]
    public async Task What_is_put_is_read_back()
    {
        var bytes = Bytes(300_000);

        var stored = await PutAsync("videos/v1/1/720p/00001-1-abcdefgh.m4s", bytes);

        Assert.Equal(300_000, stored.Bytes);
        Assert.Equal(bytes, await ReadAsync(stored.Key));
        Assert.Equal(stored.Bytes, (await Store.HeadAsync(stored.Key, CancellationToken.None))!.Bytes);
        Assert.InRange(stored.LastModified, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var stored = await PutAsync("a/empty", []);

        Assert.Equal(0, stored.Bytes);
        Assert.Empty((await ReadAsync(stored.Key))!);
    }

    [Fact]
    public async Task A_missing_object_is_null_and_its_deletion_nothing()
    {
        var key = new ObjectKey("no/such/thing");

        Assert.Null(await Store.HeadAsync(key, CancellationToken.None));
        Assert.Null(await Store.OpenReadAsync(key, CancellationToken.None));
        await Store.DeleteAsync(key, CancellationToken.None);
    }

    [Fact]
    public async Task What_has_objects_below_it_is_none_itself()
    {
        await PutAsync("above/below", Bytes(10));
        var above = new ObjectKey("above");

        Assert.Null(await Store.HeadAsync(above, CancellationToken.None));
        Assert.Null(await Store.OpenReadAsync(above, CancellationToken.None));
        await Store.DeleteAsync(above, CancellationToken.None);
        Assert.NotNull(await Store.HeadAsync(new ObjectKey("above/below"), CancellationToken.None));
    }

    [Fact]
    public async Task A_second_put_replaces_and_an_open_reader_never_sees_its_bytes()
    {
        var first = Bytes(9_000_000);
        var stored = await PutAsync("a/b", first);
        await using var reader = await Store.OpenReadAsync(stored.Key, CancellationToken.None);
        var read = new byte[first.Length];
        await reader!.ReadExactlyAsync(read.AsMemory(0, 1000), CancellationToken.None);

        await PutAsync("a/b", Bytes(9_500_000, seed: 2));

        Assert.Equal(9_500_000, (await Store.HeadAsync(stored.Key, CancellationToken.None))!.Bytes);
        var failure = await Record.ExceptionAsync(() => reader.ReadExactlyAsync(read.AsMemory(1000), CancellationToken.None).AsTask());
        if (failure is null)
            Assert.Equal(first, read);
        else
            Assert.IsType<IOException>(failure, exactMatch: false);
    }

    [Fact]
    public async Task An_object_of_many_parts_is_whole_and_comes_from_streams_without_a_length_too()
    {
        var bytes = Bytes(20_000_001);
        var key = new ObjectKey("a/large");

        var stored = await Store.PutAsync(key, new Unmeasured(bytes), CancellationToken.None);

        Assert.Equal(bytes.Length, stored.Bytes);
        Assert.Equal(bytes.Length, (await Store.HeadAsync(key, CancellationToken.None))!.Bytes);
        Assert.Equal(bytes, await ReadAsync(key));
    }

    [Fact]
    public async Task A_large_put_whose_source_breaks_leaves_nothing()
    {
        var key = new ObjectKey("a/broken-large");

        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync(key, new BreakingStream(Bytes(20_000_000), breakAt: 17_000_000), CancellationToken.None));

        Assert.Null(await Store.HeadAsync(key, CancellationToken.None));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task An_object_of_exactly_a_part_or_two_is_whole()
    {
        foreach (var length in (int[])[8 * 1024 * 1024, 16 * 1024 * 1024])
        {
            var bytes = Bytes(length);

            await Store.PutAsync(new ObjectKey("a/round"), new Unmeasured(bytes), CancellationToken.None);

            Assert.Equal(bytes, await ReadAsync(new ObjectKey("a/round")));
        }
    }

    [Fact]
    public async Task A_reader_may_jump_about()
    {
        var bytes = Bytes(2_000_000);
        var stored = await PutAsync("a/jumps", bytes);
        await using var reader = await Store.OpenReadAsync(stored.Key, CancellationToken.None);
        var dice = new Random(3);
        var piece = new byte[1000];
        for (var i = 0; i < 30; i++)
        {
            var at = dice.Next(bytes.Length - piece.Length);
            reader!.Position = at;

            await reader.ReadExactlyAsync(piece, CancellationToken.None);

            Assert.Equal(bytes[at..(at + piece.Length)], piece);
        }
    }

    [Fact]
    public async Task A_list_longer_than_a_page_is_whole()
    {
        await Parallel.ForAsync(0, 1100, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await PutAsync($"many/{i:0000}", [1]));

        Assert.Equal(Enumerable.Range(0, 1100).Select(i => $"many/{i:0000}"), await ListAsync("many"));
    }

    [Fact]
    public async Task A_put_whose_source_breaks_leaves_nothing()
    {
        var key = new ObjectKey("a/broken");

        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync(key, new BreakingStream(Bytes(100_000), breakAt: 60_000), CancellationToken.None));

        Assert.Null(await Store.HeadAsync(key, CancellationToken.None));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task A_put_that_is_cancelled_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(new ObjectKey("a/c"), new MemoryStream(Bytes(1000)), cancelled.Token));

        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task An_adopted_file_is_in_the_store_and_nowhere_else()
    {
        var bytes = Bytes(200_000);
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var stored = await Store.AdoptAsync(new ObjectKey("sources/v1/p1"), path, CancellationToken.None);

        Assert.Equal(bytes, await ReadAsync(stored.Key));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task An_adopted_file_from_another_device_is_in_the_store_and_nowhere_else()
    {
        var bytes = Bytes(200_000);
        var path = Path.Combine("/dev/shm", Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var stored = await Store.AdoptAsync(new ObjectKey("sources/v1/p2"), path, CancellationToken.None);

        Assert.Equal(bytes, await ReadAsync(stored.Key));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_list_holds_whole_segments_of_the_prefix()
    {
        foreach (var key in new[] { "videos/v1/1/a", "videos/v1/2/b", "videos/v10/1/c", "sources/v1/d" })
            await PutAsync(key, Bytes(10));

        Assert.Equal(["videos/v1/1/a", "videos/v1/2/b"], await ListAsync("videos/v1"));
        Assert.Equal(["videos/v1/1/a", "videos/v1/2/b"], await ListAsync("videos/v1/"));
        Assert.Equal(4, (await ListAsync("")).Length);
        Assert.Empty(await ListAsync("nothing/here"));
    }

    [Fact]
    public async Task Deletion_is_idempotent_and_leaves_the_neighbours()
    {
        var gone = await PutAsync("a/b/c", Bytes(10));
        await PutAsync("a/d", Bytes(10));

        await Store.DeleteAsync(gone.Key, CancellationToken.None);
        await Store.DeleteAsync(gone.Key, CancellationToken.None);

        Assert.Equal(["a/d"], await ListAsync(""));
    }

    [Fact]
    public async Task Puts_and_deletes_beside_each_other_in_one_folder_all_happen()
    {
        await Parallel.ForAsync(0, 200, async (i, _) =>
        {
            var key = $"videos/v1/{i % 3}/{i:000}";
            await PutAsync(key, Bytes(10));
            if (i % 2 == 0)
                await Store.DeleteAsync(new ObjectKey(key), CancellationToken.None);
        });

        Assert.Equal(100, (await ListAsync("videos")).Length);
    }

    [Fact]
    public async Task A_stream_that_was_opened_can_seek()
    {
        var bytes = Bytes(1000);
        var stored = await PutAsync("a/seek", bytes);
        await using var reader = await Store.OpenReadAsync(stored.Key, CancellationToken.None);

        reader!.Position = 900;

        Assert.Equal(bytes[900], reader.ReadByte());
    }

    protected static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected Task<StoredObject> PutAsync(string key, byte[] bytes) => Store.PutAsync(new ObjectKey(key), new MemoryStream(bytes), CancellationToken.None);

    protected async Task<string[]> ListAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var stored in Store.ListAsync(prefix, CancellationToken.None))
            keys.Add(stored.Key.Value);
        return [.. keys.Order(StringComparer.Ordinal)];
    }

    protected async Task<byte[]?> ReadAsync(ObjectKey key)
    {
        await using var stream = await Store.OpenReadAsync(key, CancellationToken.None);
        if (stream is null)
            return null;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>What a request's body is: no length, no way back.</summary>
    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 50_000)], cancellationToken);
    }

    private sealed class BreakingStream(byte[] bytes, int breakAt) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Position >= breakAt
            ? throw new IOException("The sender is gone.")
            : base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, breakAt - Position)], cancellationToken);
    }
}
