using System.Diagnostics.Metrics;
using Matinee.Cluster.Membership;

namespace Matinee.App.Nodes.Members;

/// <summary>Reads how busy this node is, from its own metrics and from what the system says of it and its children.</summary>
internal sealed class LoadMeter : IDisposable
{
    private const string Connections = "kestrel.active_connections";
    private const string Sent = "matinee_streams_bytes_total";
    private const string ActiveRooms = "matinee_rooms_active";
    private const long MemoryStep = 16L << 20;

    private readonly MeterListener _listener = new();
    private readonly IStreamCensus? _streams;
    private readonly TimeProvider _time;
    private long _connections;
    private long _sent;
    private int _rooms;
    private Reading _last;

    public LoadMeter(IStreamCensus? streams, TimeProvider time)
    {
        (_streams, _time) = (streams, time);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is Connections or Sent or ActiveRooms)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Interlocked.Add(ref instrument.Name == Sent ? ref _sent : ref _connections, value));
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Volatile.Write(ref _rooms, value));
        _listener.Start();
        _last = Look();
    }

    /// <summary>Since it was read last. For one caller.</summary>
    public NodeLoad Read()
    {
        _listener.RecordObservableInstruments();
        var now = Look();
        var seconds = Math.Max(_time.GetElapsedTime(_last.At, now.At).TotalSeconds, 0.001);
        var cpu = (now.Usage.Cpu - _last.Usage.Cpu).TotalSeconds / seconds / Environment.ProcessorCount;
        var egress = (now.Sent - _last.Sent) * 8 / seconds;
        _last = now;
        return new NodeLoad(
            Math.Round(Math.Clamp(cpu, 0, 1), 2), now.Usage.Memory / MemoryStep * MemoryStep, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            (int)Math.Max(0, Volatile.Read(ref _connections)), TwoDigits(egress), _streams?.Here ?? 0, Volatile.Read(ref _rooms));
    }

    public void Dispose() => _listener.Dispose();

    private static long TwoDigits(double value)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, value))) - 1));
        return (long)(Math.Round(value / unit) * unit);
    }

    private Reading Look() => new(_time.GetTimestamp(), ProcessTree.Read(), Interlocked.Read(ref _sent));

    private readonly record struct Reading(long At, TreeUsage Usage, long Sent);
}
