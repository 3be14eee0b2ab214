namespace Matinee.Server.Metrics;

/// <summary>The types of the exposition format that are used here.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
