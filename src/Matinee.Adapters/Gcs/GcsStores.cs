using Matinee.Adapters.Remote;
using Matinee.Adapters.S3;

namespace Matinee.Adapters.Gcs;

/// <summary>Google Cloud Storage through its XML API, which speaks S3 with HMAC keys.</summary>
public static class GcsStores
{
    private static readonly Uri PublicEndpoint = new("https://storage.googleapis.com");

    /// <param name="endpoint">Null: Google's.</param>
    public static RemoteStore Open(
        string bucket, string prefix, Uri? endpoint, S3Keys keys, StorePatience patience, StoreMeters meters, TimeProvider time) =>
        S3Stores.Open(new S3Location(bucket, prefix, endpoint ?? PublicEndpoint, "auto", keys) { Dialect = S3Dialect.Google }, patience, meters, time);
}
