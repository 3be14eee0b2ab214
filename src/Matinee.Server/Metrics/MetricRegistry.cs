using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Matinee.Server.Metrics;

/// <summary>Listens to every instrument that has a Prometheus name, and keeps what it measured.</summary>
internal sealed class MetricRegistry : IDisposable
{
    // From a cached segment (under 5 ms) to a long poll; the boundaries of the OpenTelemetry HTTP convention.
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] Amounts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();

    public MetricRegistry()
    {
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<byte>((i, v, tags, state) => Record(i, v, tags, state));
        _listener.SetMeasurementEventCallback<short>((i, v, tags, state) => Record(i, v, tags, state));
        _listener.SetMeasurementEventCallback<int>((i, v, tags, state) => Record(i, v, tags, state));
        _listener.SetMeasurementEventCallback<long>((i, v, tags, state) => Record(i, v, tags, state));
        _listener.SetMeasurementEventCallback<float>((i, v, tags, state) => Record(i, v, tags, state));
        _listener.SetMeasurementEventCallback<double>((i, v, tags, state) => Record(i, v, tags, state));
        _listener.SetMeasurementEventCallback<decimal>((i, v, tags, state) => Record(i, (double)v, tags, state));
        _listener.Start();
    }

    /// <summary>Asks the observable instruments, then hands out all families in order of name.</summary>
    public void Read(Action<IReadOnlyList<MetricFamily>> write)
    {
        lock (_scrape)
        {
            foreach (var family in _families.Values.Where(f => f.IsObserved))
                family.Clear();
            _listener.RecordObservableInstruments();
            write([.. _families.Values.OrderBy(f => f.Name, StringComparer.Ordinal)]);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Publish(Instrument instrument, MeterListener listener)
    {
        var kind = KindOf(instrument);
        if (MetricNames.Find(instrument.Meter.Name, instrument.Name, instrument.Unit, instrument.Description, kind) is not { } found)
            return;
        var family = _families.GetOrAdd(found.Name, name =>
            new MetricFamily(name, kind, found.Help, kind == MetricKind.Histogram ? BoundsOf(instrument) : null, found.LabelOf) { IsObserved = instrument.IsObservable });
        listener.EnableMeasurementEvents(instrument, family);
    }

    private static void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (state is not MetricFamily family)
            return;
        var series = family.For(tags);
        if (family.Kind == MetricKind.Histogram)
            series.Observe(value);
        else if (instrument.IsObservable || instrument.GetType().GetGenericTypeDefinition() == typeof(Gauge<>))
            series.Set(value);
        else
            series.Add(value);
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Counter<>) || type == typeof(ObservableCounter<>))
            return MetricKind.Counter;
        return type == typeof(Histogram<>) ? MetricKind.Histogram : MetricKind.Gauge;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } given } => [.. given],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } given } => [.. given],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } given } => [.. given],
        _ => instrument.Unit == "s" ? Seconds : Amounts,
    };
}
