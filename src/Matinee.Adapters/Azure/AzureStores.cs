using Matinee.Adapters.Remote;

namespace Matinee.Adapters.Azure;

/// <summary>Opens containers. Opening asks the store nothing.</summary>
public static class AzureStores
{
    public static RemoteStore Open(AzureLocation location, StorePatience patience, StoreMeters meters, TimeProvider time)
    {
        var connection = new AzureConnection(location, patience, meters, time);
        return new RemoteStore(
            location.ToString(), new AzureObjectStore(connection), new AzureDirectTransfers(connection), new AzureAdministration(connection));
    }
}
