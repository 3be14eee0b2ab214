using System.Collections.Immutable;

namespace Matinee.App.Database;

/// <summary>Who listens to which topic in this process; what an adapter hears, it tells here.</summary>
public sealed class WakeBoard(Action<Exception> failed)
{
    private ImmutableArray<Subscription> _subscriptions = [];

    public IDisposable Subscribe(string topic, Action<string?> heard)
    {
        var subscription = new Subscription(this, topic, heard);
        ImmutableInterlocked.Update(ref _subscriptions, all => all.Add(subscription));
        return subscription;
    }

    public void Tell(string topic, string? key)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.Topic == topic)
                Tell(subscription, key);
        }
    }

    /// <summary>Anything of any topic may have changed.</summary>
    public void TellAll()
    {
        foreach (var subscription in _subscriptions)
            Tell(subscription, null);
    }

    // The boundary of the adapter's loop: one listener's bug must not deafen the others.
    private void Tell(Subscription subscription, string? key)
    {
        try
        {
            subscription.Heard(key);
        }
        catch (Exception e)
        {
            failed(e);
        }
    }

    private sealed class Subscription(WakeBoard board, string topic, Action<string?> heard) : IDisposable
    {
        public string Topic => topic;

        public Action<string?> Heard => heard;

        public void Dispose() => ImmutableInterlocked.Update(ref board._subscriptions, all => all.Remove(this));
    }
}
