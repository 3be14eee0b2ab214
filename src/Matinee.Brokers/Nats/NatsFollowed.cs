using Matinee.Brokers.Following;

namespace Matinee.Brokers.Nats;

/// <summary>One following, until it is disposed of.</summary>
internal sealed class NatsFollowed(NatsFollowing following, string channel, Follower follower) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await following.UnfollowAsync(channel, follower);
}
