using Matinee.Adapters.Azure;
using Matinee.Adapters.Remote;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

public sealed class AzureObjectStoreTests : RemoteStoreConformance
{
    private AzureLocation _location = null!; // set before any test runs

    [Theory]
    [InlineData("no-such-container", null, "there is no container no-such-container")]
    [InlineData(null, "d3Jvbmcgc2VjcmV0", "AZURE_STORAGE_KEY")]
    public async Task A_store_that_refuses_says_what_to_do_and_no_secret(string? container, string? key, string advice)
    {
        var store = AzureContainer.Open(_location with
        {
            Container = container ?? _location.Container,
            Key = key is null ? _location.Key : Convert.FromBase64String(key),
        });

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => store.Administration.CheckAsync(CancellationToken.None));

        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key ?? Testing.Servers.Azurite.Key, refused.ToString(), StringComparison.Ordinal);
    }

    protected override async Task<RemoteStore> OpenAsync()
    {
        _location = await AzureContainer.LocateAsync("objects", "here/and");
        return AzureContainer.Open(_location);
    }

    protected override RemoteStore Beside(string prefix) => AzureContainer.Open(_location with { Prefix = prefix });
}
