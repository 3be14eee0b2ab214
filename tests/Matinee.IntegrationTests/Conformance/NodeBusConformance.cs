using System.Collections.Concurrent;
using System.Text;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What the doc comments of <see cref="INodeBus"/> promise.</summary>
public abstract class NodeBusConformance : IAsyncLifetime
{
    private readonly string _topic = $"t{Guid.NewGuid():N}";
    private INodeBus? _here;
    private INodeBus? _there;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private INodeBus Here => _here ?? throw new InvalidOperationException("Opened before every test.");

    private INodeBus There => _there ?? throw new InvalidOperationException("Opened before every test.");

    public virtual async ValueTask InitializeAsync()
    {
        _here = await OpenAsync();
        _there = await OpenAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var bus in new[] { _here, _there })
        {
            if (bus is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Everybody_hears_it_the_sender_included_in_the_order_of_one_sender()
    {
        ConcurrentQueue<string> here = new(), there = new();
        await using var first = await ListenAsync(Here, _topic, m => here.Enqueue(Encoding.UTF8.GetString(m.Span)));
        await using var second = await ListenAsync(There, _topic, m => there.Enqueue(Encoding.UTF8.GetString(m.Span)));

        for (var i = 0; i < 50; i++)
            await Here.SendAsync(_topic, Encoding.UTF8.GetBytes($"{i}"), Stop);

        await UntilAsync(() => here.Count == 50 && there.Count == 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), here);
        Assert.Equal(here, there);
    }

    [Fact]
    public async Task A_topic_is_heard_by_those_who_listen_to_it_and_while_they_do()
    {
        ConcurrentQueue<int> heard = new(), other = new(), left = new();
        await using var listening = await ListenAsync(There, _topic, m => heard.Enqueue(m.Length));
        await using var elsewhere = await ListenAsync(There, _topic + "2", m => other.Enqueue(m.Length));
        await (await ListenAsync(There, _topic, m => left.Enqueue(m.Length))).DisposeAsync();

        await Here.SendAsync(_topic, new byte[256 * 1024], Stop);

        await UntilAsync(() => !heard.IsEmpty);
        Assert.Equal([256 * 1024], heard);
        Assert.Empty(other);
        Assert.Empty(left);
    }

    /// <summary>One node's view; called twice for a test.</summary>
    protected abstract Task<INodeBus> OpenAsync();

    // The road of messages may be made a moment after that of questions.
    private static Task<IAsyncDisposable> ListenAsync(INodeBus node, string topic, Action<ReadOnlyMemory<byte>> heard) =>
        Answered.ByAsync(() => node.ListenAsync(topic, heard, Stop));

    private static Task UntilAsync(Func<bool> holds) => Patient.UntilAsync(holds, Stop);
}
