using Matinee.Adapters.Remote;
using Matinee.App.Storage;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What only remote stores have, and what every store promises.</summary>
public abstract class RemoteStoreConformance : ObjectStoreConformance, IAsyncLifetime
{
    private RemoteStore _store = null!; // set before any test runs

    protected override IObjectStore Store => _store.Objects;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        ((IDisposable)_store.Objects).Dispose();
        return ValueTask.CompletedTask;
    }

    protected abstract Task<RemoteStore> OpenAsync();

    /// <summary>The same bucket, from its root or below another prefix.</summary>
    protected abstract RemoteStore Beside(string prefix);

    [Fact]
    public async Task A_range_is_read_without_the_rest()
    {
        var bytes = Bytes(300_000);
        var stored = await PutAsync("a/range", bytes);

        await using var range = await ((IRangedObjects)Store).OpenRangeAsync(stored.Key, 1000, 500, CancellationToken.None);

        using var read = new MemoryStream();
        await range!.CopyToAsync(read, TestContext.Current.CancellationToken);
        Assert.Equal(bytes[1000..1500], read.ToArray());
        Assert.Null(await ((IRangedObjects)Store).OpenRangeAsync(new ObjectKey("a/none"), 0, 10, CancellationToken.None));
        await Assert.ThrowsAsync<IOException>(() => ((IRangedObjects)Store).OpenRangeAsync(stored.Key, 299_999, 2, CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_of_another_prefix_is_seen()
    {
        await PutAsync("a/b", [1]);
        var other = Beside("elsewhere");

        Assert.Null(await other.Objects.HeadAsync(new ObjectKey("a/b"), CancellationToken.None));
        await foreach (var stored in other.Objects.ListAsync("", CancellationToken.None))
            Assert.Fail($"{stored.Key} is not below the prefix.");
    }

    [Fact]
    public async Task A_store_that_is_there_passes_its_check_and_may_be_made_again()
    {
        await _store.Administration.CreateAsync(CancellationToken.None);

        await _store.Administration.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Parts_of_today_are_left_alone()
    {
        var key = new ObjectKey("a/parts");
        var id = await _store.Transfers.BeginPartsAsync(key, "video/mp4", CancellationToken.None);

        Assert.Equal(0, await _store.Administration.RemoveStalePartsAsync(TimeProvider.System.GetUtcNow().AddDays(-1), CancellationToken.None));
        await _store.Transfers.AbortPartsAsync(key, id, CancellationToken.None);
    }
}
