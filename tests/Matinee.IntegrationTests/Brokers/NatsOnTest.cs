using System.Globalization;
using Matinee.Brokers.Nats;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.IntegrationTests.Brokers;

internal sealed class NatsOnTest(NatsServers servers) : IStoreOnTest
{
    private readonly List<IAsyncDisposable> _opened = [];

    public int Port => servers.PortOf(0);

    public static async Task<IStoreOnTest> StartAsync() => new NatsOnTest(await NatsServers.StartAsync(1));

    public async Task<IBroker> OpenAsync(int port, bool isPatient = false)
    {
        var store = await NatsStores.OpenAsync(string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{port}"), patience: isPatient ? NatsStores.Patient : null);
        var broker = new NatsBroker(store, NullLogger.Instance);
        _opened.AddRange([store, broker]);
        return broker;
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
        foreach (var opened in Enumerable.Reverse(_opened))
            await opened.DisposeAsync();
        await servers.DisposeAsync();
    }
}
