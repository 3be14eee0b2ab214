using System.Diagnostics.Metrics;
using Matinee.Server.Metrics;
using Xunit;

namespace Matinee.Tests.Server;

public sealed class PrometheusTextTests
{
    [Fact]
    public void A_label_is_escaped_and_the_node_comes_first()
    {
        using var meter = new Meter("Matinee.Test.Labels");
        using var registry = new MetricRegistry();
        var counter = meter.CreateCounter<long>("matinee_test_labels", description: "Counts\nthings.");

        counter.Add(2, new KeyValuePair<string, object?>("path", "a\"b\\c\nd"));

        var text = Render(registry);
        Assert.Contains("# HELP matinee_test_labels_total Counts\\nthings.\n# TYPE matinee_test_labels_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("matinee_test_labels_total{node=\"n1\",path=\"a\\\"b\\\\c\\nd\"} 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_is_cumulative_and_a_bound_belongs_to_its_bucket()
    {
        using var meter = new Meter("Matinee.Test.Histogram");
        using var registry = new MetricRegistry();
        var histogram = meter.CreateHistogram<double>("matinee_test_wait", "s", "Waits.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });

        foreach (var value in (double[])[0.5, 1, 1.5, 9])
            histogram.Record(value);

        var text = Render(registry);
        Assert.Contains("matinee_test_wait_seconds_bucket{node=\"n1\",le=\"1\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("matinee_test_wait_seconds_bucket{node=\"n1\",le=\"2\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("matinee_test_wait_seconds_bucket{node=\"n1\",le=\"+Inf\"} 4\n", text, StringComparison.Ordinal);
        Assert.Contains("matinee_test_wait_seconds_sum{node=\"n1\"} 12\n", text, StringComparison.Ordinal);
        Assert.Contains("matinee_test_wait_seconds_count{node=\"n1\"} 4\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_label_cannot_make_endless_series()
    {
        using var meter = new Meter("Matinee.Test.Bound");
        using var registry = new MetricRegistry();
        var counter = meter.CreateCounter<long>("matinee_test_bound");

        for (var i = 0; i < 3 * MetricFamily.MaxSeries; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));

        var lines = Render(registry).Split('\n').Where(l => l.StartsWith("matinee_test_bound_total{", StringComparison.Ordinal)).ToList();
        Assert.Equal(MetricFamily.MaxSeries + 1, lines.Count);
        Assert.Contains($"matinee_test_bound_total{{node=\"n1\",overflow=\"true\"}} {2 * MetricFamily.MaxSeries}", lines);
    }

    [Fact]
    public void What_is_observed_disappears_when_it_is_no_longer_there()
    {
        using var meter = new Meter("Matinee.Test.Observed");
        using var registry = new MetricRegistry();
        Measurement<int>[] now = [new(3, new KeyValuePair<string, object?>("worker", "w1"))];
        meter.CreateObservableGauge("matinee_test_observed", () => now);

        var before = Render(registry);
        now = [];

        Assert.Contains("matinee_test_observed{node=\"n1\",worker=\"w1\"} 3", before, StringComparison.Ordinal);
        Assert.DoesNotContain("matinee_test_observed", Render(registry), StringComparison.Ordinal);
    }

    private static string Render(MetricRegistry registry)
    {
        var text = "";
        registry.Read(families => text = PrometheusText.Render(families, "n1"));
        return text;
    }
}
