namespace Matinee.Adapters.S3;

/// <summary>A bucket, and how to come to it.</summary>
/// <param name="Prefix">Of every key, without slashes at its ends; empty for none.</param>
/// <param name="Endpoint">Null: Amazon's of the region.</param>
/// <param name="Keys">Null: Amazon's chain (web identity, shared files, instance role).</param>
public sealed record S3Location(string Bucket, string Prefix, Uri? Endpoint, string Region, S3Keys? Keys)
{
    public S3Dialect Dialect { get; init; } = S3Dialect.Amazon;

    /// <summary>For messages.</summary>
    public override string ToString() => $"s3://{Bucket}{(Prefix.Length > 0 ? "/" + Prefix : "")}{(Endpoint is null ? "" : $" at {Endpoint.Authority}")}";
}

/// <param name="Session">Of temporary keys.</param>
public sealed record S3Keys(string Id, string Secret, string? Session = null)
{
    public override string ToString() => $"key {Id}";
}

public enum S3Dialect
{
    Amazon,

    /// <summary>Google's XML API with HMAC keys: no conditional PUT in Amazon's words.</summary>
    Google,
}
