using Matinee.Adapters.Remote;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

public sealed class AzureDirectTransfersTests : DirectTransfersConformance
{
    [Fact]
    public async Task A_larger_body_than_promised_is_seen_by_whoever_looks()
    {
        // A shared access signature cannot fix a length: the port says so, and Uploads look at what arrived.
        await PutAsync(Direct.Upload(Key("large"), "video/mp4", 1000, Hour), Bytes(1001));

        Assert.Equal(1001, (await Objects.HeadAsync(Key("large"), Stop))!.Bytes);
    }

    protected override async Task<RemoteStore> OpenAsync() => AzureContainer.Open(await AzureContainer.LocateAsync("direct", "below"));
}
