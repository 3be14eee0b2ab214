using System.Text;
using Matinee.Brokers.Nats;
using Matinee.Brokers.Redis;
using Matinee.Realtime;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>Anybody's application whose store is not there when it starts.</summary>
public sealed class StoreAwayTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_starts_without_its_Redis_and_finds_it_later()
    {
        await using var redis = await RedisServers.StartAsync(1);
        await redis.KillAsync(0);

        await StartAloneAsync(realtime => realtime.UseRedis(redis.Url), () => redis.RestartAsync(0));
    }

    [Fact]
    public async Task An_application_starts_without_its_NATS_and_finds_it_later()
    {
        await using var nats = await NatsServers.StartAsync(1);
        await nats.KillAsync(0);

        await StartAloneAsync(realtime => realtime.UseNats(nats.Url), () => nats.RestartAsync(0));
    }

    [Fact]
    public async Task An_application_is_not_alone_when_its_store_is_there()
    {
        var (redis, nats) = (await RedisServers.SharedAsync(), await NatsServers.SharedAsync());
        await using var first = await RealtimeHost.StartAsync(null, realtime => realtime.UseRedis(redis.Url));
        await using var second = await RealtimeHost.StartAsync(null, realtime => realtime.UseNats(nats.Url));

        foreach (var host in new[] { first, second })
        {
            await Patient.UntilAsync(() => host.Server.BrokerHealth.IsUp, Stop); // a busy machine may have kept it waiting
            Assert.False(Assert.IsType<Appended>(await host.Server.PublishAsync("small:" + Guid.NewGuid(), Entry("hello"), Stop)).Position.IsAlone);
        }
    }

    private static async Task StartAloneAsync(Action<RealtimeBuilder> use, Func<Task> bring)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.Guard.ProbeInterval = TimeSpan.FromMilliseconds(100), use);
        var channel = "small:" + Guid.NewGuid();
        using var socket = await RawWebSocket.OpenAsync(host);
        await socket.ConnectAsync("anna");
        Assert.True(Assert.IsType<Appended>(await host.Server.PublishAsync(channel, Entry("alone"), Stop)).Position.IsAlone);

        await bring();
        await Patient.UntilAsync(() => host.Server.BrokerHealth.IsUp, Stop);

        var after = Assert.IsType<Appended>(await host.Server.PublishAsync(channel, Entry("together"), Stop));
        Assert.Equal((false, 2L), (after.Position.IsAlone, after.Position.Offset)); // what was said alone is in the store
    }

    private static LogEntry Entry(string text) => new() { Data = Encoding.UTF8.GetBytes($"\"{text}\"") };
}
