using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Matinee.App.Database;
using Matinee.Testing.Faults;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What the doc comments of <see cref="ICatalogueDatabase"/> and <see cref="ICatalogueWakes"/> promise, for any database.</summary>
public abstract class CatalogueConformance : IAsyncLifetime
{
    /// <summary>So often something that was on the way while all was settled may come late, on a machine that has no turn for it.</summary>
    private const int MostLate = 5;

    private const string SerializationFailure = "40001";

    private readonly List<ICatalogueDatabase> _opened = [];

    private ICatalogueDatabase? _catalogue;
    private int _settled;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected ICatalogueDatabase Catalogue => _catalogue ?? throw new InvalidOperationException("Opened before every test.");

    public virtual async ValueTask InitializeAsync() => _catalogue = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var catalogue in _opened)
            await ((IAsyncDisposable)catalogue).DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_written_is_there_for_everybody()
    {
        var other = await OpenAsync();

        await AddAsync(Catalogue, "a", 1L << 40);

        Assert.Equal(1L << 40, await ValueAsync(other, "a"));
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Catalogue.WriteAsync<int>(async (connection, transaction) =>
        {
            await InsertAsync(connection, transaction, "a", 1);
            throw new InvalidOperationException("changed my mind");
        }, Stop));

        Assert.Null(await ValueAsync(Catalogue, "a"));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Catalogue.WriteAsync<int>(async (connection, transaction) =>
        {
            await InsertAsync(connection, transaction, "a", 1);
            await cancelled.CancelAsync();
            cancelled.Token.ThrowIfCancellationRequested();
            return 1;
        }, cancelled.Token));

        Assert.Null(await ValueAsync(Catalogue, "a"));
    }

    [Fact]
    public async Task What_a_constraint_refuses_is_a_database_exception_and_the_next_write_goes_on()
    {
        await AddAsync(Catalogue, "a", 1);

        await Assert.ThrowsAnyAsync<DbException>(() => Catalogue.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "INSERT INTO upload_quotas (user_id, max_bytes, max_videos, updated_at) VALUES ('b', NULL, 0, 0)", transaction: transaction), Stop));
        await AddAsync(Catalogue, "b", 2);

        Assert.Equal(2, await ValueAsync(Catalogue, "b"));
    }

    [Fact]
    public async Task A_write_that_decides_by_what_it_read_stands_alone()
    {
        var other = await OpenAsync();

        var added = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => InTheEndAsync(() => (i % 2 == 0 ? Catalogue : other).WriteAsync(async (connection, transaction) =>
        {
            if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM upload_quotas", transaction: transaction) > 0)
                return false;
            await InsertAsync(connection, transaction, $"user{i}", 1);
            return true;
        }, Stop)))));

        Assert.Single(added, first => first);
    }

    [Fact]
    public async Task No_update_of_racing_writers_is_lost()
    {
        var other = await OpenAsync();
        await AddAsync(Catalogue, "a", 0);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => InTheEndAsync(() => (i % 2 == 0 ? Catalogue : other).WriteAsync(async (connection, transaction) =>
        {
            var value = await connection.QuerySingleAsync<long>("SELECT max_bytes FROM upload_quotas WHERE user_id = 'a'", transaction: transaction);
            return await connection.ExecuteAsync("UPDATE upload_quotas SET max_bytes = @next WHERE user_id = 'a'", new { next = value + 1 }, transaction);
        }, Stop)))));

        Assert.Equal(40, await ValueAsync(Catalogue, "a"));
    }

    [Fact]
    public async Task Guarded_writes_count_right_and_never_fail_for_their_neighbours()
    {
        var other = await OpenAsync();
        await AddAsync(Catalogue, "a", 0);
        var runs = 0;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => (i % 2 == 0 ? Catalogue : other).WriteGuardedAsync((connection, transaction) =>
        {
            Interlocked.Increment(ref runs);
            return connection.ExecuteAsync("UPDATE upload_quotas SET max_bytes = max_bytes + 1 WHERE user_id = 'a'", transaction: transaction);
        }, Stop))));

        Assert.Equal(200, await ValueAsync(Catalogue, "a"));
        Assert.Equal(200, runs);
    }

    [Fact]
    public async Task Nodes_that_start_together_migrate_once()
    {
        var fresh = await NewAsync();

        var nodes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => OpenAsync(fresh))));

        var applied = await nodes[0].ReadAsync(connection => connection.QueryAsync<string>("SELECT name FROM schema_migrations ORDER BY name"), Stop);
        Assert.Equal(Migrations.For(Catalogue.Dialect).Select(m => m.Name), applied);
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_left_alone()
    {
        var place = await NewAsync();
        var old = await OpenAsync(place);
        await old.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "INSERT INTO schema_migrations (name, applied_at) VALUES ('9999_future', 0)", transaction: transaction), Stop);

        var refused = await Assert.ThrowsAsync<SchemaTooNewException>(() => OpenAsync(place));

        Assert.Contains("9999_future", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_compared_with_none_one_or_many()
    {
        foreach (var name in (string[])["a", "b", "c"])
            await AddAsync(Catalogue, name, 1);

        Assert.Empty(await AmongAsync());
        Assert.Equal(["b"], await AmongAsync("b", "x"));
        Assert.Equal(["a", "c"], await AmongAsync("c", "a"));

        async Task<IEnumerable<string>> AmongAsync(params string[] names) => await Catalogue.ReadAsync(connection => connection.QueryAsync<string>(
            $"SELECT user_id FROM upload_quotas WHERE user_id {Catalogue.Dialect.In("@names")} ORDER BY user_id", new { names }), Stop);
    }

    [Fact]
    public async Task The_clock_of_the_database_counts_milliseconds_and_moves_within_a_transaction()
    {
        var (first, second) = await Catalogue.WriteAsync(async (connection, transaction) =>
        {
            var before = await connection.ExecuteScalarAsync<long>($"SELECT {Catalogue.Dialect.Now}", transaction: transaction);
            await Task.Delay(20, Stop);
            return (before, await connection.ExecuteScalarAsync<long>($"SELECT {Catalogue.Dialect.Now}", transaction: transaction));
        }, Stop);

        Assert.InRange(first, TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeMilliseconds(), TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds());
        Assert.InRange(second - first, 10, 60_000);
    }

    [Fact]
    public async Task Text_of_every_alphabet_and_exact_fractions_come_back()
    {
        const string name = "Ärger – 電影 🎬 'quoted' \\ %_";
        await Catalogue.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            """
            INSERT INTO tasks (id, job_id, video_id, owner_id, plan_version, kind, idx, lane, state, priority, rank, depends_on, attempt,
              lease_epoch, not_before, progress_frames, total_frames, fail_count, lost_count, required_caps, cost_est, created_at)
            VALUES (@name, 'j', 'v', 'o', 1, 'audio', 1, 'bulk', 'ready', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, '', @cost, 0)
            """, new { name, cost = 123456.789 }, transaction), Stop);

        var (id, cost) = await Catalogue.ReadAsync(connection => connection.QuerySingleAsync<(string, double)>("SELECT id, cost_est FROM tasks"), Stop);

        Assert.Equal((name, 123456.789), (id, cost));
    }

    [Fact]
    public async Task It_is_reachable() => Assert.True(await Catalogue.IsReachableAsync(Stop));

    [Fact]
    public async Task A_wake_is_heard_by_the_others_within_a_second_and_not_by_its_sender()
    {
        var other = await OpenAsync();
        var here = new Ear(Catalogue, "topic");
        var there = new Ear(other, "topic");
        var elsewhere = new Ear(other, "another");
        for (var attempt = 1; attempt == 1 || (!here.Heard.IsEmpty && attempt <= MostLate); attempt++)
        {
            await SettleAsync(other, here, there, elsewhere);
            var sent = Stopwatch.StartNew();
            await AddAsync(Catalogue, $"a{attempt}", 1);
            Catalogue.Wakes.Publish("topic", "a");
            await there.UntilAsync(key => key is "a" or null);

            Assert.True(sent.Elapsed < Soak.Limit(TimeSpan.FromSeconds(1)), $"It took {sent.Elapsed}.");
            Assert.DoesNotContain("a", elsewhere.Heard);
        }

        Assert.Empty(here.Heard);
    }

    [Fact]
    public async Task Many_wakes_arrive_each_or_together()
    {
        var other = await OpenAsync();
        var there = new Ear(other, "topic");
        await SettleAsync(other, there);

        for (var i = 0; i < 1000; i++)
            Catalogue.Wakes.Publish("topic", $"v{i:0000000000000000}");
        await AddAsync(Catalogue, "a", 1);
        await there.UntilAsync(key => key is null || there.Heard.Count >= 1000);
    }

    [Fact]
    public async Task Who_no_longer_listens_hears_nothing_and_a_listener_that_throws_deafens_nobody()
    {
        var other = await OpenAsync();
        other.Wakes.Subscribe("topic", _ => throw new InvalidOperationException("a bug"));
        var there = new Ear(other, "topic");
        var gone = there;
        for (var attempt = 1; attempt == 1 || (!gone.Heard.IsEmpty && attempt <= MostLate); attempt++)
        {
            gone = new Ear(other, "topic");
            await SettleAsync(other, there, gone);
            gone.Dispose();
            gone.Heard.Clear();

            await AddAsync(Catalogue, $"a{attempt}", 1);
            Catalogue.Wakes.Publish("topic", "a");
            await there.UntilAsync(key => key is "a" or null);
        }

        Assert.Empty(gone.Heard);
    }

    /// <summary>Who was the luckless one for too long, and is told so, has written nothing and begins again.</summary>
    private static async Task<T> InTheEndAsync<T>(Func<Task<T>> write)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return await write();
            }
            catch (DbException e) when (e.SqlState == SerializationFailure && Stopwatch.GetElapsedTime(began) < Patient.Limit)
            {
                await Task.Delay(20, Stop);
            }
        }
    }

    /// <summary>A place for a catalogue that nobody has opened yet.</summary>
    protected abstract Task<string> NewAsync();

    /// <summary>The catalogue at a place, as a process of its own would open it.</summary>
    protected abstract Task<ICatalogueDatabase> ConnectAsync(string place);

    /// <summary>The place of this test.</summary>
    protected abstract string Place { get; }

    private Task<ICatalogueDatabase> OpenAsync() => OpenAsync(Place);

    private async Task<ICatalogueDatabase> OpenAsync(string place)
    {
        var catalogue = await ConnectAsync(place);
        lock (_opened)
            _opened.Add(catalogue);
        return catalogue;
    }

    protected static Task<int> AddAsync(ICatalogueDatabase catalogue, string name, long value) =>
        catalogue.WriteAsync((connection, transaction) => InsertAsync(connection, transaction, name, value), Stop);

    protected static Task<long?> ValueAsync(ICatalogueDatabase catalogue, string name) => catalogue.ReadAsync(connection =>
        connection.QuerySingleOrDefaultAsync<long?>("SELECT max_bytes FROM upload_quotas WHERE user_id = @name", new { name }), Stop);

    // The simplest table there is.
    private static Task<int> InsertAsync(DbConnection connection, DbTransaction transaction, string name, long value) => connection.ExecuteAsync(
        "INSERT INTO upload_quotas (user_id, max_bytes, max_videos, updated_at) VALUES (@name, @value, 0, 0)", new { name, value }, transaction);

    /// <summary>Until each listener has heard of something, be it that anything may have changed; from then on it misses nothing. Then it is quiet.</summary>
    private async Task SettleAsync(ICatalogueDatabase other, params Ear[] ears)
    {
        await Patient.UntilAsync(async () =>
        {
            foreach (var (catalogue, name) in new[] { (Catalogue, "here"), (other, "there") })
            {
                await AddAsync(catalogue, $"settle {name} {_settled}", 0);
                catalogue.Wakes.Publish("topic", "settle");
                catalogue.Wakes.Publish("another", "settle");
            }

            _settled++;
            await Task.Delay(TimeSpan.FromMilliseconds(300), Stop);
            return ears.All(ear => !ear.Heard.IsEmpty);
        }, Stop);
        int heard;
        do
        {
            heard = ears.Sum(ear => ear.Heard.Count);
            await Task.Delay(TimeSpan.FromMilliseconds(700), Stop);
        }
        while (ears.Sum(ear => ear.Heard.Count) != heard);

        foreach (var ear in ears)
            ear.Heard.Clear();
    }
}
