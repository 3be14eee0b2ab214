using System.Diagnostics;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;
using Matinee.IntegrationTests.Conformance;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>The store of a bad evening: slow, refusing, resetting, out of order.</summary>
public sealed class StoreBehindChaosTests : IAsyncLifetime
{
    private static readonly StorePatience Patience = new() { Attempt = TimeSpan.FromSeconds(20), Deadline = TimeSpan.FromSeconds(120) };

    private ChaosProxy _road = null!; // set before any test runs
    private IObjectStore _store = null!; // likewise

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _road = new ChaosProxy((await RadosGateway.SharedAsync()).Endpoint, seed: 11);
        _store = (await S3Bucket.NewAsync("chaos", Patience, _road.Address)).Objects;
    }

    public async ValueTask DisposeAsync()
    {
        ((IDisposable)_store).Dispose();
        await _road.DisposeAsync();
    }

    [Fact]
    public async Task Slow_and_sometimes_broken_it_loses_nothing_and_is_not_asked_twice_as_much()
    {
        _road.Weather = new ChaosWeather { Latency = TimeSpan.FromMilliseconds(Soak.Count(500, 100)), Jitter = TimeSpan.FromMilliseconds(50), UnavailableShare = 0.05, ResetShare = 0.05 };
        var objects = Soak.Count(200, 40);

        await Parallel.ForAsync(0, objects, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Stop }, async (i, stop) =>
        {
            var bytes = Bytes(i);
            await _store.PutAsync(Key(i), new MemoryStream(bytes), stop);
            Assert.Equal(bytes, await ReadAsync(Key(i)));
        });

        Assert.True(_road.Faults > 0, "The weather was fair after all.");
        Assert.InRange(_road.Requests, objects * 2, objects * 2 * 2);
    }

    [Fact]
    public async Task A_large_put_survives_a_road_that_breaks_within_it()
    {
        _road.Weather = new ChaosWeather { ResetShare = 0.2, UnavailableShare = 0.1 };
        var bytes = Bytes(5, 40_000_000);

        await _store.PutAsync(Key(0), new MemoryStream(bytes), Stop);
        var read = await ReadAsync(Key(0));

        Assert.Equal(bytes, read);
    }

    [Fact]
    public async Task Readers_go_on_where_the_answer_was_cut()
    {
        var bytes = Bytes(6, 1_000_000);
        await _store.PutAsync(Key(0), new MemoryStream(bytes), Stop);
        _road.Weather = new ChaosWeather { CutAfterBytes = 300_000 };

        var read = await ReadAsync(Key(0));

        Assert.Equal(bytes, read);
        Assert.True(_road.Faults >= 3);
    }

    [Fact]
    public async Task A_store_that_refuses_for_some_seconds_is_waited_for()
    {
        _road.Weather = new ChaosWeather { Refuse = true };
        _road.ResetOpen();
        var puts = Enumerable.Range(0, 10).Select(i => _store.PutAsync(Key(i), new MemoryStream(Bytes(i)), Stop)).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(3), Stop);
        _road.Weather = ChaosWeather.Fair;

        await Task.WhenAll(puts);

        for (var i = 0; i < puts.Length; i++)
            Assert.Equal(Bytes(i), await ReadAsync(Key(i)));
    }

    [Fact]
    public async Task A_store_that_stays_away_is_an_io_error_within_the_deadline()
    {
        _road.Weather = new ChaosWeather { Reset = true };
        _road.ResetOpen();
        using var hasty = (IDisposable)(await S3Bucket.NewAsync("away", new StorePatience { Attempt = TimeSpan.FromSeconds(1), Deadline = TimeSpan.FromSeconds(3) }, _road.Address)).Objects;
        var store = (IObjectStore)hasty;
        var before = _road.Connections;
        var began = Stopwatch.GetTimestamp();

        Task[] calls =
        [
            .. Enumerable.Range(0, 20).Select(i => Assert.ThrowsAnyAsync<IOException>(() => store.PutAsync(Key(i), new MemoryStream(Bytes(i)), Stop))),
            Assert.ThrowsAnyAsync<IOException>(() => store.HeadAsync(Key(0), Stop)),
            Assert.ThrowsAnyAsync<IOException>(() => store.OpenReadAsync(Key(0), Stop)),
            Assert.ThrowsAnyAsync<IOException>(() => store.DeleteAsync(Key(0), Stop)),
        ];
        await Task.WhenAll(calls);

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Soak.Limit(TimeSpan.FromSeconds(6)));
        Assert.InRange(_road.Connections - before, 1, (calls.Length * 2) + 50);
    }

    [Fact]
    public async Task A_store_that_accepts_and_never_answers_is_an_io_error_within_the_deadline()
    {
        _road.Weather = new ChaosWeather { Latency = TimeSpan.FromMinutes(5) };
        using var hasty = (IDisposable)(await S3Bucket.NewAsync("mute", new StorePatience { Attempt = TimeSpan.FromSeconds(1), Deadline = TimeSpan.FromSeconds(3) }, _road.Address)).Objects;
        var began = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<IOException>(() => ((IObjectStore)hasty).HeadAsync(Key(0), Stop));

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(2), Soak.Limit(TimeSpan.FromSeconds(6)));
    }

    private static ObjectKey Key(int i) => new($"chaos/{i}");

    private static byte[] Bytes(int seed, int length = 50_000)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private async Task<byte[]> ReadAsync(ObjectKey key)
    {
        await using var stream = await _store.OpenReadAsync(key, Stop);
        using var bytes = new MemoryStream();
        await stream!.CopyToAsync(bytes, Stop);
        return bytes.ToArray();
    }
}
