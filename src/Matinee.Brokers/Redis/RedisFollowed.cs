using Matinee.Brokers.Following;

namespace Matinee.Brokers.Redis;

/// <summary>One following, until it is disposed of.</summary>
internal sealed class RedisFollowed(RedisFollowing following, string channel, Follower follower) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await following.UnfollowAsync(channel, follower);
}
