using System.ComponentModel.DataAnnotations;

namespace Matinee.Server.Configuration;

/// <summary>Traces of requests for an OpenTelemetry collector.</summary>
public sealed class TracingOptions
{
    public const string Section = "Tracing";

    internal const string Http = "http/protobuf";

    /// <summary>Address of a collector, for example <c>http://localhost:4318</c>; <c>/v1/traces</c> is added to it. Unset: no traces are sent.</summary>
    [Url(ErrorMessage = "an http or https URL")]
    public string? Endpoint { get; set; }

    /// <summary>How the collector is spoken to: <c>http/protobuf</c> (its port is 4318 as a rule) or <c>grpc</c> (4317; nothing is added to the address).</summary>
    [RegularExpression("http/protobuf|grpc", ErrorMessage = "http/protobuf or grpc")]
    public string Protocol { get; set; } = Http;
}
