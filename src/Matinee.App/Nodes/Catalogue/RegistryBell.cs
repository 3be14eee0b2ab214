using Matinee.App.Database;

namespace Matinee.App.Nodes.Catalogue;

/// <summary>Tells the watches of this process, and of the others, to look.</summary>
internal sealed class RegistryBell : IDisposable
{
    private const string Topic = "registry";

    private readonly ICatalogueWakes _wakes;
    private readonly IDisposable _hearing;
    private TaskCompletionSource _next = NewSignal();

    public RegistryBell(ICatalogueWakes wakes)
    {
        _wakes = wakes;
        _hearing = wakes.Subscribe(Topic, _ => RingHere());
    }

    /// <summary>Take it before looking: it completes with whatever comes after.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring()
    {
        RingHere();
        _wakes.Publish(Topic, "");
    }

    public void Dispose() => _hearing.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void RingHere() => Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();
}
