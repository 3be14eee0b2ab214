namespace Matinee.Realtime.Brokers;

/// <summary>How a store that was gone is taken back: it has to answer for a while, then every channel that went on without it is put together with it.</summary>
internal sealed class StoreReturn(IBroker store, IChannelHealer healer, GuardOptions options, TapBoard taps, TimeProvider time)
{
    private const int GoodProbes = 3;
    private const int HealsAtOnce = 8;
    private const long Never = long.MinValue;
    private const string ProbeChannel = "matinee-probe";

    // So long after a return everybody reads anew what there is, and the store has more to do than ever.
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BusyPatience = TimeSpan.FromSeconds(2);
    private long _backAt = Never;

    /// <summary>A channel could not be put together; it is tried again.</summary>
    public event Action<string, Exception>? HealFailed;

    private TimeSpan BetweenProbes => options.ProbeInterval / 4;

    /// <summary>It came back a moment ago: to part everybody again is worse than to wait for it.</summary>
    public bool IsRecent => Volatile.Read(ref _backAt) is not Never and var at && time.GetElapsedTime(at) < Busy;

    /// <summary>Asks a store that seems to be gone again for some more time; true when it answers.</summary>
    public async Task<bool> IsThereStillAsync(CancellationToken cancellationToken)
    {
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < BusyPatience;)
        {
            if (await ProbeAsync(cancellationToken))
                return true;
            await Task.Delay(BetweenProbes, time, cancellationToken);
        }

        return false;
    }

    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.TopAsync(ProbeChannel, cancellationToken).WithinAsync(options.Timeout, time, cancellationToken);
            return store.Health.IsUp;
        }
        catch (Exception e) when (e is TimeoutException or BrokerUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Returns when the store is there and has everything.</summary>
    public async Task CompleteAsync(LocalLogs local, CancellationToken cancellationToken)
    {
        do
        {
            for (var good = 0; good < GoodProbes;)
            {
                // What answered once is asked again soon: everybody waits to be together.
                await (good == 0 ? UntilWorthAskingAsync(cancellationToken) : Task.Delay(BetweenProbes, time, cancellationToken));
                good = await ProbeAsync(cancellationToken) ? good + 1 : 0;
            }
        }
        while (!await HealAllAsync(local, cancellationToken));
        Volatile.Write(ref _backAt, time.GetTimestamp());
    }

    /// <summary>For whoever began to follow a channel while there was no store.</summary>
    public async Task FollowLateAsync(ChannelTap tap, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await FollowAsync(tap, null, cancellationToken);
                tap.OnDoubt();
                return;
            }
            catch (BrokerUnavailableException)
            {
                await Task.Delay(options.ProbeInterval, time, cancellationToken);
            }
        }
    }

    // A store that says itself that it is there need not be waited for.
    private async Task UntilWorthAskingAsync(CancellationToken cancellationToken)
    {
        var isUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.HealthChanged += Hear;
        try
        {
            await Task.WhenAny(isUp.Task, Task.Delay(options.ProbeInterval, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            store.HealthChanged -= Hear;
        }

        void Hear(BrokerHealth health)
        {
            if (health.IsUp)
                isUp.TrySetResult();
        }
    }

    // False: the store went again.
    private async Task<bool> HealAllAsync(LocalLogs local, CancellationToken cancellationToken)
    {
        var several = new ParallelOptions { MaxDegreeOfParallelism = HealsAtOnce, CancellationToken = cancellationToken };
        var failed = 0;
        do
        {
            await Parallel.ForEachAsync(local.Unhealed, several, async (channel, _) =>
            {
                if (Volatile.Read(ref failed) == 0 && local.Find(channel) is { } log && !await HealAsync(local, log, channel, cancellationToken))
                    Volatile.Write(ref failed, 1);
            });
            if (failed != 0)
                return false;
        }
        while (!local.TryClose());
        return true;
    }

    // While it is being healed nothing more is taken: whoever is refused asks again with the same id.
    private async Task<bool> HealAsync(LocalLogs local, MemoryLog log, string channel, CancellationToken cancellationToken)
    {
        var hasEntries = false;
        try
        {
            if (log.Seal(channel) is { Items.Count: > 0 } part)
            {
                hasEntries = true;
                await healer.HealAsync(part, store, cancellationToken);
            }

            foreach (var tap in taps.Of(channel))
                await FollowAsync(tap, log, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary of a loop: whatever the host's healer throws, the room goes on here and is healed another time.
            HealFailed?.Invoke(channel, e);
            log.Unseal();
            return false;
        }

        local.EndHealing(channel);
        foreach (var tap in taps.Of(channel))
            tap.OnDoubt();
        if (hasEntries)
            await Task.Delay(TimeSpan.FromSeconds(HealsAtOnce) / options.HealsPerSecond, time, cancellationToken);
        return true;
    }

    private async Task FollowAsync(ChannelTap tap, MemoryLog? log, CancellationToken cancellationToken)
    {
        if (!tap.IsFollowing)
            tap.Keep(await store.FollowAsync(tap.Channel, tap, cancellationToken));
        log?.Leave(tap);
    }
}
