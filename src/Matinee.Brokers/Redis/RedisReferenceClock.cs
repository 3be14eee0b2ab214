using Matinee.Realtime.Brokers;
using StackExchange.Redis;

namespace Matinee.Brokers.Redis;

/// <summary>The clock of the server that holds one certain key, named by that server's run.</summary>
internal sealed class RedisReferenceClock(RedisStores stores, RedisNames names) : IReferenceClock
{
    public async Task<ReferenceSample> SampleAsync(CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])await stores[names.Clock].EvaluateAsync(RedisScript.Clock, [names.Clock], [], cancellationToken);
        return new ReferenceSample(((double)answer[0] * 1000) + ((double)answer[1] / 1000), $"redis {(string)answer[2]}");
    }
}
