using Matinee.Brokers.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Matinee.Tests.Brokers;

public sealed class RedisStoresTests
{
    [Fact]
    public async Task Stores_that_come_and_go_at_the_same_time_do_not_wait_for_each_other()
    {
        await using var stores = new RedisStores([.. new[] { "one", "two", "three" }.Select(name => new RedisStore(name, null, TimeProvider.System, NullLogger.Instance))]);

        var turning = Task.WhenAll(stores.All.Select(store => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                store.Health.Fail("gone");
                store.Health.Answered();
            }
        })));
        await turning.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.True(stores.Health.Now.IsUp);
    }
}
