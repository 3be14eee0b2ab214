using System.ComponentModel.DataAnnotations;

namespace Matinee.Server.Configuration;

/// <summary>The cluster that workers are started in, for <c>Scaling:Executor</c>. In a pod nothing of it need be set.</summary>
public sealed class KubernetesOptions
{
    public const string Section = "Kubernetes";

    /// <summary>Address of the API. Unset, in a pod: <c>https://ServiceHost:ServicePort</c>.</summary>
    [RegularExpression("https?://.+", ErrorMessage = "an http or https address")]
    public string? ApiUrl { get; set; }

    /// <summary>Kubernetes sets it in every pod.</summary>
    public string? ServiceHost { get; set; }

    /// <summary>Kubernetes sets it in every pod.</summary>
    [Range(1, 65535)]
    public int ServicePort { get; set; } = 443;

    /// <summary>Namespace of the workers. Unset, in a pod: its own; elsewhere <c>default</c>.</summary>
    [RegularExpression("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", ErrorMessage = "lower-case letters, digits and '-', at most 63")]
    public string? Namespace { get; set; }

    /// <summary>File of the bearer token. Unset, in a pod: that of its service account.</summary>
    public string? TokenFile { get; set; }

    /// <summary>PEM file of the certificate authority. Unset, in a pod: that of its service account; elsewhere those of the system.</summary>
    public string? AuthorityFile { get; set; }

    /// <summary>The Deployment whose pods are the workers, or whose pod template the Jobs get.</summary>
    [Required, RegularExpression("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?", ErrorMessage = "lower-case letters, digits, '-' and '.', at most 63")]
    public string Deployment { get; set; } = "matinee-worker";
}
