using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Matinee.Server.Metrics;

/// <summary>All series of one metric name.</summary>
internal sealed class MetricFamily(string name, MetricKind kind, string help, double[]? bounds, Func<string, string?> labelOf)
{
    /// <summary>Series a metric may have. Further label sets share one series, so that a hostile path cannot fill the memory.</summary>
    public const int MaxSeries = 1000;

    private const string Overflow = "overflow=\"true\"";

    private readonly ConcurrentDictionary<TagSet, Series> _byTags = new(new TagSet.TagSetComparer());
    private readonly ConcurrentDictionary<string, Series> _byLabels = new();

    public string Name => name;

    public MetricKind Kind => kind;

    public string Help => help;

    public double[]? Bounds => bounds;

    /// <summary>Asked at each scrape, instead of told at each event.</summary>
    public bool IsObserved { get; init; }

    public IReadOnlyList<Series> Series => [.. _byLabels.Values.OrderBy(s => s.Labels, StringComparer.Ordinal)];

    public Series For(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var lookup = _byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        if (lookup.TryGetValue(tags, out var known))
            return known;
        var labels = _byLabels.Count < MaxSeries ? Render(tags) : Overflow;
        var series = _byLabels.GetOrAdd(labels, text => new Series(text, bounds));
        if (_byTags.Count < 4 * MaxSeries)
            lookup.TryAdd(tags, series);
        return series;
    }

    /// <summary>Forgets all series; what is observed at each scrape names the ones that still exist.</summary>
    public void Clear()
    {
        _byTags.Clear();
        _byLabels.Clear();
    }

    private string Render(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            if (labelOf(key) is { } label)
                labels[label] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        var text = new StringBuilder();
        foreach (var (label, value) in labels)
            text.Append(text.Length == 0 ? "" : ",").Append(label).Append("=\"").Append(PrometheusText.EscapeLabel(value)).Append('"');
        return text.ToString();
    }
}
