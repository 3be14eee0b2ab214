using System.ComponentModel.DataAnnotations;

namespace Matinee.Server.Configuration;

/// <summary>Traces for an OpenTelemetry collector.</summary>
public sealed class TracingOptions
{
    public const string Section = "Tracing";

    /// <summary>Address of a collector (OTLP over gRPC, for example <c>http://localhost:4317</c>). Unset: no traces are sent.</summary>
    [Url]
    public string? Endpoint { get; set; }
}
