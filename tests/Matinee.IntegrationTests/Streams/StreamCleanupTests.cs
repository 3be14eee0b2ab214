using System.Text;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Storage;
using Matinee.App.Streams;
using Matinee.App.Streams.Duties;
using Matinee.App.Streams.Records;
using Matinee.App.Streams.Rows;
using Matinee.Cluster.Backups;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Matinee.IntegrationTests.Databases;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>What the leader takes away, with its rows in a database and its objects in a folder.</summary>
public sealed class StreamCleanupTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-cleanup-").FullName;
    private readonly CancellationTokenSource _ends = new();
    private readonly MemoryRegistry _registry = new(TimeProvider.System);
    private readonly OptionsWrapper<StreamOptions> _options = new(
        new StreamOptions { SegmentRetention = TimeSpan.FromMilliseconds(1), CleanupGrace = TimeSpan.Zero });
    private LeaderElection _election = null!; // made in InitializeAsync
    private ICatalogueDatabase _database = null!; // the same
    private LocalObjectStore _objects = null!; // the same
    private StreamDirectory _directory = null!; // the same
    private StreamWrites _writes = null!; // the same
    private StubbornStore _stubborn = null!; // the same
    private StreamCleanup _cleanup = null!; // the same
    private Task _leading = Task.CompletedTask;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _election = new LeaderElection(_registry, null, new LeadershipOptions { Node = "one", Lease = TimeSpan.FromMinutes(1) }, TimeProvider.System);
        _leading = _election.RunAsync(_ends.Token);
        while (_election.Term is null)
            await _election.ChangedAsync(_election.View, Stop);
        _database = await TestCatalogue.OpenAsync(_folder);
        _objects = new LocalObjectStore(Path.Combine(_folder, "objects"));
        _stubborn = new StubbornStore(_objects);
        _directory = new StreamDirectory(_registry, TimeProvider.System, NullLogger<StreamDirectory>.Instance);
        await _directory.StartAsync(Stop);
        var (tombstones, rows) = (new StreamTombstones(_registry, TimeProvider.System), new CleanupStore(_database));
        _writes = new StreamWrites(_registry, _election, _directory, tombstones, _options);
        var eraser = new ObjectEraser(_stubborn, NullLogger<ObjectEraser>.Instance);
        _cleanup = new StreamCleanup(rows, _writes, tombstones, new StreamOrphans(rows, _writes, tombstones, _stubborn, eraser, TimeProvider.System), eraser, _options);
    }

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        try
        {
            await _leading;
        }
        catch (OperationCanceledException)
        {
            // It was cancelled.
        }

        await _directory.StopAsync(CancellationToken.None);
        _directory.Dispose();
        _writes.Dispose();
        _election.Dispose();
        _registry.Dispose();
        _ends.Dispose();
        await ((IAsyncDisposable)_database).DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_live_stream_keeps_its_window_an_event_keeps_all_and_a_deleted_one_nothing()
    {
        var (live, whole, gone) = (await CreateAsync(StreamType.Live), await CreateAsync(StreamType.Event), await CreateAsync(StreamType.Live));
        foreach (var stream in new[] { live, whole, gone })
        {
            for (var i = 0; i < 6; i++)
                await PushAsync(stream, i);
        }

        await Task.Delay(20, Stop);
        await _writes.DeleteAsync(gone, Stop);

        var report = await _cleanup.ExecuteOnceAsync(Term(), Stop);

        Assert.Equal(new CleanupReport(Trimmed: 9, Deleted: 9, Forgotten: 1), report);
        Assert.Equal((3, 6, 0), (await CountAsync(live), await CountAsync(whole), await CountAsync(gone)));
        Assert.Equal(new CleanupReport(0, 0, 0), await _cleanup.ExecuteOnceAsync(Term(), Stop));
    }

    [Fact]
    public async Task What_never_became_a_row_is_deleted_when_it_is_old_and_nothing_else_is()
    {
        var stream = await CreateAsync(StreamType.Event);
        await PushAsync(stream, 0);
        var (old, young) = (new ObjectKey($"streams/{stream}/v/old.ts"), new ObjectKey($"streams/{stream}/v/young.ts"));
        var another = new ObjectKey($"streams/{EntityIds.New<StreamId>(TimeProvider.System)}/v/old.ts");
        await StoreAsync(old);
        await StoreAsync(young);
        await StoreAsync(another);
        Age(old, another, new ObjectKey($"streams/{stream}/v/0.ts"));

        Assert.Equal(new CleanupReport(0, 1, 0), await _cleanup.ExecuteOnceAsync(Term(), Stop));

        Assert.Null(await _objects.HeadAsync(old, Stop));
        Assert.NotNull(await _objects.HeadAsync(young, Stop));
        Assert.NotNull(await _objects.HeadAsync(another, Stop)); // of another installation's stream, for all that is known here
        Assert.Equal(2, await CountAsync(stream));
    }

    [Fact]
    public async Task A_registry_that_is_new_or_of_an_older_backup_makes_nothing_vanish()
    {
        var (known, dropped) = (await CreateAsync(StreamType.Event), await CreateAsync(StreamType.Event));
        await PushAsync(known, 0);
        await PushAsync(dropped, 0);
        await _writes.DeleteAsync(dropped, Stop);
        using var backup = new MemoryStream();
        await RegistryBackup.WriteAsync(_registry, backup, Stop);
        var later = await CreateAsync(StreamType.Live);
        for (var i = 0; i < 6; i++)
            await PushAsync(later, i);
        Age([.. await KeysAsync()]);

        foreach (var entry in (await _registry.ListAllAsync("", Stop)).Entries.Where(entry => entry.Lease == LeaseId.None))
            await _registry.CommitAsync(new RegistryTransaction { Then = [RegistryWrite.Delete(entry.Key)] }, Stop);
        var empty = await _cleanup.ExecuteOnceAsync(Term(), Stop);
        backup.Position = 0;
        await RegistryBackup.RestoreAsync(_registry, backup, Stop);
        var restored = await _cleanup.ExecuteOnceAsync(Term(), Stop);

        Assert.Equal((0, 0, 0, 3), (empty.Trimmed, empty.Deleted, empty.Forgotten, empty.Strays));
        Assert.Equal(new CleanupReport(Trimmed: 1, Deleted: 1, Forgotten: 1, Strays: 1, later), restored);
        Assert.Equal((1, 0, 6), (await CountAsync(known), await CountAsync(dropped), await CountAsync(later)));

        // Who knows that it is of no use says so.
        Assert.False(await _writes.BuryAsync(known, Stop));
        Assert.True(await _writes.BuryAsync(later, Stop));
        Assert.False(await _writes.BuryAsync(later, Stop));
        Assert.Equal(new CleanupReport(Trimmed: 6, Deleted: 6, Forgotten: 1), await _cleanup.ExecuteOnceAsync(Term(), Stop));
    }

    [Fact]
    public async Task That_a_stream_was_deleted_is_remembered_until_nothing_can_be_left_of_it()
    {
        var stream = await CreateAsync(StreamType.Live);
        await PushAsync(stream, 0);
        await _writes.DeleteAsync(stream, Stop);
        Assert.Equal(new CleanupReport(1, 1, 1), await _cleanup.ExecuteOnceAsync(Term(), Stop));

        // What was under way then.
        var late = new ObjectKey($"streams/{stream}/v/late.ts");
        await StoreAsync(late);
        Age(late);
        Assert.Equal(new CleanupReport(0, 1, 0), await _cleanup.ExecuteOnceAsync(Term(), Stop));
        Assert.NotNull((await _registry.GetAsync(StreamKeys.OfDeleted(stream), Stop)).Found);

        await _registry.CommitAsync(RegistryTransaction.Put(StreamKeys.OfDeleted(stream), $"{TimeProvider.System.GetUtcNow().AddHours(-3).ToUnixTimeMilliseconds()}"), Stop);
        Assert.Equal(new CleanupReport(0, 0, 0), await _cleanup.ExecuteOnceAsync(Term(), Stop));
        Assert.Null((await _registry.GetAsync(StreamKeys.OfDeleted(stream), Stop)).Found);
    }

    [Fact]
    public async Task What_the_store_does_not_let_go_holds_nobody_up_and_goes_with_a_later_round()
    {
        var (stuck, next, kept) = (await CreateAsync(StreamType.Live), await CreateAsync(StreamType.Live), await CreateAsync(StreamType.Event));
        foreach (var stream in new[] { stuck, next, kept })
        {
            for (var i = 0; i < 3; i++)
                await PushAsync(stream, i);
        }

        await _writes.DeleteAsync(stuck, Stop);
        await _writes.DeleteAsync(next, Stop);
        _stubborn.Holds = $"streams/{stuck}/v/1.ts";

        Assert.Equal(new CleanupReport(Trimmed: 6, Deleted: 4, Forgotten: 1), await _cleanup.ExecuteOnceAsync(Term(), Stop));
        Assert.Equal((2, 0, 3), (await CountAsync(stuck), await CountAsync(next), await CountAsync(kept)));
        Assert.Equal(new CleanupReport(0, 0, 0), await _cleanup.ExecuteOnceAsync(Term(), Stop));

        _stubborn.Holds = null;
        Assert.Equal(new CleanupReport(Trimmed: 0, Deleted: 2, Forgotten: 1), await _cleanup.ExecuteOnceAsync(Term(), Stop));
        Assert.Equal((0, 0, 3), (await CountAsync(stuck), await CountAsync(next), await CountAsync(kept)));
    }

    [Fact]
    public async Task A_publisher_that_fell_silent_is_ended()
    {
        var stream = await CreateAsync(StreamType.Live);
        await PushAsync(stream, 0);
        await Task.Delay(20, Stop);
        _options.Value.EndAfterSilence = TimeSpan.FromMilliseconds(1);
        var rows = new IntakeStore(_database, _options);

        foreach (var text in await new CleanupStore(_database).ListSilentAsync(_options.Value.EndAfterSilence, Stop))
            Assert.Equal(stream.Value, text);
        Assert.True(await rows.EndAsync((await _writes.ReadAsync(stream, Stop))!, Term().Token, Stop)); // it was made above

        Assert.Empty(await new CleanupStore(_database).ListSilentAsync(_options.Value.EndAfterSilence, Stop));
    }

    private LeaderTerm Term() => _election.Term ?? throw new InvalidOperationException("The lead was lost.");

    private async Task<StreamId> CreateAsync(StreamType type)
    {
        var stream = new StreamRecord
        {
            Id = EntityIds.New<StreamId>(TimeProvider.System), Title = "A stream", Type = type, TargetDuration = 6, Window = 3, OwnerId = new UserId("u0123456789abcdef"),
            OwnerNode = "one", CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        Assert.IsType<StreamCreation.MadeNow>(await _writes.CreateAsync(stream, null, Stop));
        return stream.Id;
    }

    private async Task PushAsync(StreamId stream, int number)
    {
        var key = new ObjectKey($"streams/{stream}/v/{number}.ts");
        await StoreAsync(key);
        Assert.IsType<IntakeOutcome.Taken>(await new IntakeStore(_database, _options).TakeAsync(new PushedSegment
        {
            Stream = stream, Variant = "v", Sequence = number, Epoch = 1, Format = SegmentFormats.Transport, Key = key, Bytes = 1, Sha256 = $"{number}", DurationUs = 6_000_000,
            StartsUs = number * 6_000_000L,
        }, 6_000_000, Stop));
    }

    private Task<StoredObject> StoreAsync(ObjectKey key) => _objects.PutAsync(key, new MemoryStream(Encoding.ASCII.GetBytes(key.Value)), Stop);

    /// <summary>As though they had been written two hours ago.</summary>
    private void Age(params ObjectKey[] keys)
    {
        foreach (var key in keys)
            File.SetLastWriteTimeUtc(_objects.LocalPath(key)!, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2)); // a folder has paths
    }

    private async Task<int> CountAsync(StreamId stream) => (await KeysAsync($"/{stream}")).Count;

    private async Task<List<ObjectKey>> KeysAsync(string below = "")
    {
        var keys = new List<ObjectKey>();
        await foreach (var stored in _objects.ListAsync("streams" + below, Stop))
            keys.Add(stored.Key);
        return keys;
    }
}
