using System.Diagnostics;
using Dapper;
using Matinee.Adapters.Postgres;
using Matinee.App.Database;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

public sealed class PostgresCatalogueTests : CatalogueConformance
{
    /// <summary>Long enough for what has to be done within it, on a machine that does much else.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(Soak.Count(full: 1, brief: 6));

    private string _url = "";

    protected override string Place => _url;

    public override async ValueTask InitializeAsync()
    {
        _url = await NewAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (await PostgresServer.SharedAsync()).DropDatabaseAsync(_url);
    }

    [Fact]
    public async Task The_server_is_fifteen_or_newer()
    {
        var server = await PostgresServer.SharedAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"PostgreSQL {server.Version}");

        Assert.True(Version.Parse(server.Version).Major >= 15, server.Version);
    }

    [Fact]
    public async Task Text_that_cannot_be_stored_is_told_apart_from_a_database_that_fails() =>
        await Assert.ThrowsAsync<UnstorableTextException>(() => AddAsync(Catalogue, "nul\0", 1));

    [Fact]
    public async Task A_statement_that_takes_too_long_is_ended_by_the_server()
    {
        await using var hasty = await PostgresCatalogue.OpenAsync(PostgresSettings.Of(_url) with { StatementTimeout = Brief }, Stop);
        var started = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => hasty.ReadAsync(connection => connection.QuerySingleAsync<int>("SELECT 1 FROM pg_sleep(60)"), Stop));

        Assert.True(started.Elapsed < Soak.Limit(TimeSpan.FromSeconds(5)), $"It took {started.Elapsed}.");
    }

    [Fact]
    public async Task Who_waits_for_a_connection_of_a_busy_pool_is_told_so_in_time()
    {
        await using var narrow = await PostgresCatalogue.OpenAsync(PostgresSettings.Of(_url) with { PoolSize = 2, ConnectTimeout = Brief }, Stop);
        var enough = new TaskCompletionSource();
        using var taken = new SemaphoreSlim(0);
        var busy = Enumerable.Range(0, 2).Select(_ => narrow.ReadAsync(async _ =>
        {
            taken.Release();
            await enough.Task;
            return true;
        }, Stop)).ToArray();
        for (var i = 0; i < busy.Length; i++)
            Assert.True(await taken.WaitAsync(Patient.Limit, Stop));
        var started = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ValueAsync(narrow, "a")).WaitAsync(Patient.Limit, Stop); // and there is none until then

        Assert.True(started.Elapsed < Soak.Limit(TimeSpan.FromSeconds(3)), $"It took {started.Elapsed}.");
        enough.SetResult();
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task A_connection_that_the_server_ended_is_replaced_unseen()
    {
        await AddAsync(Catalogue, "a", 1);
        await (await PostgresServer.SharedAsync()).ExecuteAsync(
            $"SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = '{_url[(_url.LastIndexOf('/') + 1)..]}'");

        Assert.Equal(1, await ValueAsync(Catalogue, "a"));
        await AddAsync(Catalogue, "b", 1);
    }

    [Fact]
    public async Task However_many_commits_the_notifications_are_few()
    {
        var other = await ConnectAsync(_url);
        await using var disposing = (IAsyncDisposable)other;
        await using var counter = new Npgsql.NpgsqlConnection(new Npgsql.NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = (await PostgresServer.SharedAsync()).Port, Username = PostgresServer.User, Password = PostgresServer.Password,
            Database = _url[(_url.LastIndexOf('/') + 1)..], Pooling = false,
        }.ConnectionString);
        await counter.OpenAsync(Stop);
        var notified = 0;
        counter.Notification += (_, _) => notified++;
        await counter.ExecuteAsync("LISTEN matinee");
        var watch = Stopwatch.StartNew();

        for (var i = 0; i < 500; i++)
        {
            Catalogue.Wakes.Publish("work", "");
            if (i % 10 == 0)
                await Task.Delay(1, Stop);
        }

        await Task.Delay(300, Stop);
        await Patient.UntilAsync(async () => await counter.ExecuteAsync("SELECT 1") != 0 && notified > 0, Stop);

        Assert.InRange(notified, 1, (int)(watch.Elapsed.TotalSeconds * 20) + 2);
    }

    protected override async Task<string> NewAsync() => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

    protected override async Task<ICatalogueDatabase> ConnectAsync(string place) =>
        await PostgresCatalogue.OpenAsync(PostgresSettings.Of(place) with { PoolSize = 8, ConnectTimeout = Patient.Limit, StatementTimeout = Patient.Limit }, Stop);
}
