using System.Collections.Frozen;
using System.Text;

namespace Matinee.Server.Metrics;

/// <summary>From the names of <c>System.Diagnostics.Metrics</c> to those of Prometheus.</summary>
internal static class MetricNames
{
    private const string Ours = "Matinee";

    /// <summary>The instruments of ASP.NET Core that are shown, under names that do not change with the framework.</summary>
    private static readonly FrozenDictionary<string, (string Name, string Help)> Framework = new Dictionary<string, (string, string)>
    {
        ["http.server.request.duration"] = ("matinee_http_request_duration_seconds", "Duration of HTTP requests."),
        ["http.server.active_requests"] = ("matinee_http_requests_active", "HTTP requests being answered."),
        ["kestrel.active_connections"] = ("matinee_http_connections", "Open HTTP connections."),
        ["kestrel.rejected_connections"] = ("matinee_http_connections_rejected_total", "Connections closed because there were too many."),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> FrameworkLabels = new Dictionary<string, string>
    {
        ["http.request.method"] = "method",
        ["http.route"] = "route",
        ["http.response.status_code"] = "status",
    }.ToFrozenDictionary();

    /// <summary>Null when the instrument is not ours to show.</summary>
    public static (string Name, string Help, Func<string, string?> LabelOf)? Find(string meter, string instrument, string? unit, string? description, MetricKind kind)
    {
        if (Framework.TryGetValue(instrument, out var known))
            return (known.Name, known.Help, tag => FrameworkLabels.GetValueOrDefault(tag));
        if (!meter.StartsWith(Ours, StringComparison.Ordinal))
            return null;
        var name = Suffix(Clean(instrument), unit, kind);
        return (name, description is { Length: > 0 } ? description : name, Clean);
    }

    private static string Suffix(string name, string? unit, MetricKind kind)
    {
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var total = name.EndsWith("_total", StringComparison.Ordinal);
        var stem = total ? name[..^"_total".Length] : name;
        if (!stem.EndsWith(suffix, StringComparison.Ordinal))
            stem += suffix;
        return total || kind == MetricKind.Counter ? stem + "_total" : stem;
    }

    private static string Clean(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return text.ToString();
    }
}
