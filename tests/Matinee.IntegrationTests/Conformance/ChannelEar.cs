using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>Remembers what it heard of one channel.</summary>
internal sealed class ChannelEar : IChannelListener
{
    private int _inside;
    private int _doubts;
    private long _version;

    public ConcurrentQueue<Publication> Heard { get; } = new();

    public ConcurrentQueue<string> Signals { get; } = new();

    public int Doubts => Volatile.Read(ref _doubts);

    public string Epoch { get; private set; } = "";

    public long Version => Volatile.Read(ref _version);

    public bool Overlapped { get; private set; }

    /// <summary>How long each call takes.</summary>
    public TimeSpan Pause { get; init; }

    public void OnPublication(string epoch, Publication publication, long version) => Alone(() =>
    {
        Epoch = epoch;
        Volatile.Write(ref _version, version);
        Heard.Enqueue(publication);
    });

    public void OnSignal(ReadOnlyMemory<byte> signal) => Alone(() => Signals.Enqueue(Encoding.UTF8.GetString(signal.Span)));

    public void OnDoubt() => Alone(() => Interlocked.Increment(ref _doubts));

    /// <summary>Waits for so many different entries.</summary>
    public Task HeardAsync(int count) => UntilAsync(() => Heard.Select(p => p.Offset).Distinct().Count() >= count);

    public static Task UntilAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        Patient.UntilAsync(holds, TestContext.Current.CancellationToken, what);

    private void Alone(Action act)
    {
        Overlapped |= Interlocked.Increment(ref _inside) > 1;
        if (Pause > TimeSpan.Zero)
            Thread.Sleep(Pause);
        act();
        Interlocked.Decrement(ref _inside);
    }
}
