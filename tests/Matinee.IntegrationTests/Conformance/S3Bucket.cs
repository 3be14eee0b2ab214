using Matinee.Adapters.Remote;
using Matinee.Adapters.S3;
using Matinee.Testing.Servers;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>Buckets of the gateway of this run.</summary>
internal static class S3Bucket
{
    public static S3Keys Keys { get; } = new(RadosGateway.AccessKey, RadosGateway.SecretKey);

    /// <param name="road">Where the gateway is reached instead, such as through a proxy.</param>
    public static async Task<RemoteStore> NewAsync(string name, StorePatience? patience = null, Uri? road = null, string prefix = "")
    {
        var location = await LocateAsync(name, prefix);
        return Open(road is null ? location : location with { Endpoint = road }, patience);
    }

    /// <summary>A bucket of its own, made.</summary>
    public static async Task<S3Location> LocateAsync(string name, string prefix = "")
    {
        var gateway = await RadosGateway.SharedAsync();
        var location = new S3Location(gateway.NewBucketName(name), prefix, gateway.Endpoint, "us-east-1", Keys);
        await Open(location).Administration.CreateAsync(CancellationToken.None);
        return location;
    }

    public static RemoteStore Open(S3Location location, StorePatience? patience = null) =>
        S3Stores.Open(location, patience ?? new StorePatience(), new StoreMeters(), TimeProvider.System);
}
