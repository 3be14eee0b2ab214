using Matinee.App.Accounts;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Options;

namespace Matinee.App.Rooms.Live;

/// <summary>How much may be said and commanded, counted over all nodes. While the broker is away each node counts by itself.</summary>
internal sealed class RoomLimits(ISharedValues shared, GuardedBroker broker, IOptions<RoomOptions> options, TimeProvider time)
{
    private readonly MemorySharedValues _own = new(time);

    public int Members => options.Value.Members;

    /// <summary>Null, or when to come back.</summary>
    public async Task<TimeSpan?> TakeChatAsync(RoomId room, UserId user, int slowSeconds, CancellationToken cancellationToken)
    {
        var limits = options.Value;
        return (slowSeconds > 0 ? await TakeAsync($"slow:{room}:{user}", new(1, TimeSpan.FromSeconds(slowSeconds), 1), cancellationToken) : null)
            ?? await TakeAsync($"chat:{user}", new(limits.MessagesPerSecond, TimeSpan.FromSeconds(1), limits.MessageBurst), cancellationToken)
            ?? await TakeAsync($"chat-minute:{user}", new(limits.MessagesPerMinute, TimeSpan.FromMinutes(1), limits.MessagesPerMinute), cancellationToken)
            ?? await TakeAsync($"room:{room}", new(limits.RoomMessagesPerSecond, TimeSpan.FromSeconds(1), limits.RoomMessagesPerSecond), cancellationToken);
    }

    /// <summary>Everything but the chat: commands, edits, reactions.</summary>
    public Task<TimeSpan?> TakeCommandAsync(UserId user, CancellationToken cancellationToken) =>
        TakeAsync($"command:{user}", new(options.Value.CommandsPerSecond, TimeSpan.FromSeconds(1), options.Value.CommandBurst), cancellationToken);

    /// <summary>Signals are counted on the node alone: they are worth nothing a second later.</summary>
    public async Task<TimeSpan?> TakeSignalAsync(UserId user, CancellationToken cancellationToken)
    {
        var taken = await _own.TakeAsync($"signal:{user}", new(options.Value.SignalsPerSecond, TimeSpan.FromSeconds(1), options.Value.SignalsPerSecond * 2), 1, cancellationToken);
        return taken.IsAllowed ? null : taken.RetryAfter;
    }

    private async Task<TimeSpan?> TakeAsync(string key, RateRule rule, CancellationToken cancellationToken)
    {
        TakeResult taken;
        try
        {
            // Where the log is known to be away, so is the bucket: nobody waits for it to be found out again.
            taken = await (broker.Health.IsUp ? shared : _own).TakeAsync(key, rule, 1, cancellationToken);
        }
        catch (BrokerUnavailableException)
        {
            taken = await _own.TakeAsync(key, rule, 1, cancellationToken);
        }

        return taken.IsAllowed ? null : taken.RetryAfter;
    }
}
