using System.Globalization;
using Matinee.Brokers.Redis;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;

namespace Matinee.IntegrationTests.Brokers;

internal sealed class RedisOnTest(RedisServers servers) : IStoreOnTest
{
    private readonly List<RedisStores> _opened = [];

    public int Port => servers.PortOf(0);

    public static async Task<IStoreOnTest> StartAsync() => new RedisOnTest(await RedisServers.StartAsync(1));

    public async Task<IBroker> OpenAsync(int port, bool isPatient = false)
    {
        var stores = await RedisOpener.OpenAsync(string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{port}"), patience: isPatient ? RedisOpener.Patient : null);
        _opened.Add(stores);
        return new RedisBroker(stores, RedisOpener.Names);
    }

    public Task KillAsync() => servers.KillAsync(0);

    public Task RestartAsync() => servers.RestartAsync(0);

    public void Pause() => servers.Pause(0);

    public void Resume() => servers.Resume(0);

    public void Wipe() => servers.Wipe(0);

    public void Keep() => servers.Keep(0);

    public void PutBack() => servers.PutBack(0);

    public async ValueTask DisposeAsync()
    {
        foreach (var stores in _opened)
            await stores.DisposeAsync();
        await servers.DisposeAsync();
    }
}
