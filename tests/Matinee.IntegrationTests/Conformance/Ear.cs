using System.Collections.Concurrent;
using Matinee.App.Database;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>Writes down what one process hears of one topic.</summary>
internal sealed class Ear : IDisposable
{
    private readonly IDisposable _subscription;

    public Ear(ICatalogueDatabase catalogue, string topic) => _subscription = catalogue.Wakes.Subscribe(topic, key => Heard.Enqueue(key));

    public ConcurrentQueue<string?> Heard { get; } = new();

    public Task UntilAsync(Func<string?, bool> wanted) => Patient.UntilAsync(() => Heard.Any(wanted), TestContext.Current.CancellationToken);

    public void Dispose() => _subscription.Dispose();
}
