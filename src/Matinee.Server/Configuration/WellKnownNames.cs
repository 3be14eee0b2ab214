using System.Collections.Frozen;

namespace Matinee.Server.Configuration;

/// <summary>
/// The environment variables everybody has in their deployments, and the settings they stand for. A name that this
/// version cannot honour is refused: a cluster that silently runs on one machine's SQLite would lose data.
/// </summary>
internal static class WellKnownNames
{
    public static readonly FrozenDictionary<string, string> Keys = new Dictionary<string, string>
    {
        ["PORT"] = "Server:Port",
        ["NODE_NAME"] = "Server:Node",
        ["MAX_WORKERS"] = "Fleet:MaxWorkers",
        ["KUBERNETES_SERVICE_HOST"] = "Kubernetes:ServiceHost",
        ["KUBERNETES_SERVICE_PORT"] = "Kubernetes:ServicePort",
        ["NEXT_PUBLIC_API_URL"] = "Http:PublicUrl",
        ["PUBLIC_URL"] = "Http:PublicUrl",
        ["JWT_SECRET"] = "Server:Secret",
        ["DATABASE_URL"] = "Database:Url",
        ["REDIS_URL"] = "Broker:RedisUrl",
        ["NATS_URL"] = "Broker:NatsUrl",
        ["COORDINATOR_URL"] = "Worker:Coordinator",
        ["STORAGE_URL"] = "Storage:Url",
        ["S3_BUCKET"] = "Storage:Bucket",
        ["S3_ENDPOINT"] = "Storage:Endpoint",
        ["AWS_REGION"] = "Storage:Region",
        ["AWS_ACCESS_KEY_ID"] = "Storage:AccessKeyId",
        ["AWS_SECRET_ACCESS_KEY"] = "Storage:SecretAccessKey",
        ["AWS_SESSION_TOKEN"] = "Storage:SessionToken",
        ["AZURE_STORAGE_KEY"] = "Storage:AzureAccountKey",
        ["MATINEE_ADMIN_EMAIL"] = "Accounts:AdminEmail",
        ["MATINEE_ADMIN_PASSWORD"] = "Accounts:AdminPassword",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "Tracing:Endpoint",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "Tracing:Protocol",
    }.ToFrozenDictionary();

    public static readonly FrozenDictionary<string, string> NotSupported = new Dictionary<string, string>
    {
        ["CLOUDFRONT_URL"] = "CloudFront",
        ["CLOUDFRONT_KEY_PAIR_ID"] = "CloudFront",
        ["CLOUDFRONT_PRIVATE_KEY"] = "CloudFront",
    }.ToFrozenDictionary();
}
