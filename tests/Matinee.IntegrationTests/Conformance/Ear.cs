using System.Collections.Concurrent;
using Matinee.App.Database;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>Writes down what one process hears of one topic.</summary>
internal sealed class Ear : IDisposable
{
    private readonly IDisposable _subscription;

    public Ear(ICatalogueDatabase catalogue, string topic) => _subscription = catalogue.Wakes.Subscribe(topic, key => Heard.Enqueue(key));

    public ConcurrentQueue<string?> Heard { get; } = new();

    public async Task UntilAsync(Func<string?, bool> wanted, int seconds = 10)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!Heard.Any(wanted))
            await Task.Delay(10, deadline.Token);
    }

    public void Dispose() => _subscription.Dispose();
}
