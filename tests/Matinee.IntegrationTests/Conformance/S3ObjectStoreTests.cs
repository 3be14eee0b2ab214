using Matinee.Adapters.Remote;
using Matinee.Adapters.S3;
using Matinee.App.Storage;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

public sealed class S3ObjectStoreTests : RemoteStoreConformance
{
    private S3Location _location = null!; // set before any test runs

    [Fact]
    public async Task Stale_parts_are_forgotten()
    {
        var store = Beside(_location.Prefix);
        await store.Transfers.BeginPartsAsync(new ObjectKey("a/stale"), "video/mp4", CancellationToken.None);
        await Beside("elsewhere").Transfers.BeginPartsAsync(new ObjectKey("a/stale"), "video/mp4", CancellationToken.None);

        Assert.Equal(1, await store.Administration.RemoveStalePartsAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), CancellationToken.None));
        Assert.Equal(0, await store.Administration.RemoveStalePartsAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), CancellationToken.None));
    }

    [Theory]
    [InlineData("no-such-bucket-here", RadosGateway.AccessKey, RadosGateway.SecretKey, "there is no bucket no-such-bucket-here")]
    [InlineData(null, "nobody", RadosGateway.SecretKey, "AWS_ACCESS_KEY_ID")]
    [InlineData(null, RadosGateway.AccessKey, "wrong-secret", "AWS_SECRET_ACCESS_KEY")]
    public async Task A_store_that_refuses_says_what_to_do_and_no_secret(string? bucket, string id, string secret, string advice)
    {
        var store = S3Bucket.Open(_location with { Bucket = bucket ?? _location.Bucket, Keys = new S3Keys(id, secret) });

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => store.Administration.CheckAsync(CancellationToken.None));

        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, refused.ToString(), StringComparison.Ordinal);
    }

    protected override async Task<RemoteStore> OpenAsync()
    {
        _location = await S3Bucket.LocateAsync("objects", "here/and");
        return S3Bucket.Open(_location);
    }

    protected override RemoteStore Beside(string prefix) => S3Bucket.Open(_location with { Prefix = prefix });
}
