using Matinee.Adapters.Remote;
using Matinee.IntegrationTests.Conformance;

namespace Matinee.IntegrationTests.Uploads;

public sealed class AzureDirectUploadTests : DirectUploadConformance
{
    protected override async Task<RemoteStore> OpenAsync() => AzureContainer.Open(await AzureContainer.LocateAsync("uploads"));
}
