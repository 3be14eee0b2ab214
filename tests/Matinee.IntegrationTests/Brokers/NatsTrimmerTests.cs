using System.Text;
using Matinee.Brokers.Logs;
using Matinee.Brokers.Nats;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Matinee.IntegrationTests.Brokers;

public sealed class NatsTrimmerTests
{
    private readonly string _channel = $"room:{Guid.NewGuid():N}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_trimmed_is_gone_and_who_knows_nothing_still_finds_the_end()
    {
        await using var store = await NatsStores.OpenAsync((await NatsServers.SharedAsync()).Url, patience: NatsStores.Patient);
        await using var writer = new NatsBroker(store, NullLogger.Instance);
        for (var i = 1; i <= 8; i++)
            Assert.IsType<Appended>(await writer.AppendAsync(_channel, new LogEntry { Data = Encoding.UTF8.GetBytes($"{i}") }, Stop));
        var tops = new NatsTops(store, new KnownLogs(TimeProvider.System));
        await using var trimmer = new NatsTrimmer(store, tops);

        Assert.False(await trimmer.TrimAsync(_channel, 5, TimeSpan.FromMinutes(10), Stop)); // too young
        Assert.NotNull(await tops.GetAsync(_channel, 4, Stop));
        Assert.True(await trimmer.TrimAsync(_channel, 5, TimeSpan.Zero, Stop));

        Assert.Null(await tops.GetAsync(_channel, 4, Stop));
        Assert.NotNull(await tops.GetAsync(_channel, 5, Stop));
        await using var stranger = new NatsBroker(store, NullLogger.Instance);
        Assert.Equal(8, (await stranger.TopAsync(_channel, Stop)).Position.Offset);
    }
}
