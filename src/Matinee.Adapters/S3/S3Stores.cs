using Matinee.Adapters.Remote;

namespace Matinee.Adapters.S3;

/// <summary>Opens buckets. Opening asks the store nothing.</summary>
public static class S3Stores
{
    public static RemoteStore Open(S3Location location, StorePatience patience, StoreMeters meters, TimeProvider time)
    {
        var connection = new S3Connection(location, patience, meters, time);
        return new RemoteStore(
            location.ToString(), new S3ObjectStore(connection), new S3DirectTransfers(connection), new S3Administration(connection));
    }
}
