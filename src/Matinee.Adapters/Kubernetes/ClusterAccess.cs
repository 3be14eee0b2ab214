namespace Matinee.Adapters.Kubernetes;

/// <summary>Where the API is, and who asks.</summary>
/// <param name="TokenFile">Read again every minute: projected tokens are rotated. Null: no token.</param>
/// <param name="AuthorityFile">PEM of the certificate authority; null trusts those of the system.</param>
public sealed record ClusterAccess(Uri Api, string Namespace, string? TokenFile, string? AuthorityFile)
{
    /// <summary>Where a pod finds its service account.</summary>
    public const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";
}
