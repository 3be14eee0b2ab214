using System.Globalization;
using System.Text;

namespace Matinee.Server.Metrics;

/// <summary>The text exposition format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Render(IReadOnlyList<MetricFamily> families, string node)
    {
        var text = new StringBuilder(16 * 1024);
        var label = "node=\"" + EscapeLabel(node) + "\"";
        foreach (var family in families)
        {
            var series = family.Series;
            if (series.Count == 0)
                continue;
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(EscapeHelp(family.Help)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(TypeOf(family.Kind)).Append('\n');
            foreach (var one in series)
            {
                var labels = one.Labels.Length == 0 ? label : label + "," + one.Labels;
                if (family.Bounds is { } bounds)
                    Histogram(text, family.Name, labels, bounds, one);
                else
                    Line(text, family.Name, labels, one.Value);
            }
        }

        return text.ToString();
    }

    public static string EscapeLabel(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string EscapeHelp(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static void Histogram(StringBuilder text, string name, string labels, double[] bounds, Series series)
    {
        var seen = 0L;
        for (var i = 0; i < bounds.Length; i++)
        {
            seen += Interlocked.Read(ref series.Buckets[i]);
            Line(text, name + "_bucket", $"{labels},le=\"{Number(bounds[i])}\"", seen);
        }

        seen += Interlocked.Read(ref series.Buckets[bounds.Length]);
        Line(text, name + "_bucket", labels + ",le=\"+Inf\"", seen);
        Line(text, name + "_sum", labels, series.Value);
        Line(text, name + "_count", labels, seen);
    }

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append('{').Append(labels).Append("} ").Append(Number(value)).Append('\n');

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
