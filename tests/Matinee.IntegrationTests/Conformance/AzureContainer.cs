using Matinee.Adapters.Azure;
using Matinee.Adapters.Remote;
using Matinee.Testing.Servers;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>Containers of the Blob Storage server of this run.</summary>
internal static class AzureContainer
{
    /// <summary>A container of its own, made.</summary>
    public static async Task<AzureLocation> LocateAsync(string name, string prefix = "")
    {
        var server = await Azurite.SharedAsync();
        var location = new AzureLocation(Azurite.Account, server.NewContainerName(name), prefix, server.Endpoint, Convert.FromBase64String(Azurite.Key));
        await Open(location).Administration.CreateAsync(CancellationToken.None);
        return location;
    }

    public static RemoteStore Open(AzureLocation location) => AzureStores.Open(location, new StorePatience(), new StoreMeters(), TimeProvider.System);
}
