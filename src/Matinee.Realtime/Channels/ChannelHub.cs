using System.Collections.Concurrent;
using System.Diagnostics;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Channels;

/// <summary>The channels that this node has members of, and the way into any channel.</summary>
internal sealed class ChannelHub(GuardedBroker broker, IChannelPolicy policy, ChannelOptions options, RealtimeMeters meters, ILogger<ChannelHub> logger)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<LiveChannel>>> _channels = new(StringComparer.Ordinal);

    public Recovery Recovery { get; } = new(options, meters);

    public IBroker Broker => broker;

    /// <summary>Channels that are followed now.</summary>
    public IReadOnlyList<LiveChannel> Open => [.. _channels.Values.Where(c => c.IsValueCreated && c.Value.IsCompletedSuccessfully).Select(c => c.Value.GetAwaiter().GetResult())];

    public LiveChannel? Find(string channel) =>
        _channels.TryGetValue(channel, out var known) && known is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } ? known.Value.GetAwaiter().GetResult() : null;

    public ChannelRules? Rules(string channel) => channel.Length is > 0 and <= 255 ? policy.Rules(channel) : null;

    /// <summary>Puts a member into a channel, which is opened when it is not; the position is the member's.</summary>
    public async Task<(Subscription Member, StreamPosition Position)> JoinAsync(
        string channel, ChannelRules rules, Func<LiveChannel, Subscription> member, CancellationToken cancellationToken)
    {
        while (true)
        {
            var live = await OpenAsync(channel, rules, cancellationToken);
            var subscription = member(live);
            if (live.Join(subscription) is { } position)
                return (subscription, position);
            await Task.Yield(); // closed at this moment: the next one opens it again
        }
    }

    /// <summary>Appends to a log, or signals, by what the channel is.</summary>
    public async Task<AppendResult> PublishAsync(string channel, ChannelRules rules, LogEntry entry, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        AppendResult result;
        if (rules.Class == ChannelClass.Signal)
        {
            await broker.SignalAsync(channel, ProtobufCodec.EncodeSignal(new Publication(0, entry.Data, entry.Tags, entry.Publisher)), cancellationToken);
            result = new Appended(new StreamPosition("", 0), 0);
        }
        else
        {
            result = await broker.AppendAsync(channel, entry with { Retention = rules.Retention }, cancellationToken);
        }

        if (result is Appended)
            meters.Published(rules.Class.ToString().ToLowerInvariant(), Stopwatch.GetElapsedTime(since));
        else if (result is Duplicate)
            meters.Deduplicated();
        else if (result is Unavailable)
            meters.BrokerFailed();
        return result;
    }

    /// <summary>Closes what everybody left long ago.</summary>
    public async Task SweepAsync()
    {
        foreach (var channel in Open)
        {
            if (channel.MemberCount == 0 && Stopwatch.GetElapsedTime(channel.EmptySince) > options.Linger && channel.TryClose())
            {
                _channels.TryRemove(channel.Name, out _);
                await channel.DisposeAsync();
            }
        }
    }

    private async Task<LiveChannel> OpenAsync(string channel, ChannelRules rules, CancellationToken cancellationToken)
    {
        var opening = _channels.GetOrAdd(channel, static (name, it) => new(() => it.Self.FollowAsync(name, it.Rules)), (Self: this, Rules: rules));
        try
        {
            return await opening.Value.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _channels.TryRemove(new(channel, opening));
            throw;
        }
    }

    private async Task<LiveChannel> FollowAsync(string name, ChannelRules rules)
    {
        var channel = new LiveChannel(name, rules, broker, meters, logger);
        try
        {
            await channel.OpenAsync(CancellationToken.None);
            return channel;
        }
        catch (BrokerUnavailableException)
        {
            await channel.DisposeAsync();
            throw;
        }
    }
}
