using System.Net;
using Matinee.Adapters.Remote;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

public sealed class S3DirectTransfersTests : DirectTransfersConformance
{
    [Fact]
    public async Task A_larger_body_than_promised_is_refused()
    {
        var answer = await PutAsync(Direct.Upload(Key("large"), "video/mp4", 1000, Hour), Bytes(1001));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Null(await Objects.HeadAsync(Key("large"), Stop));
    }

    // radosgw answers the completion of an aborted upload with 500, which is tried again for the whole of the patience.
    protected override Task<RemoteStore> OpenAsync() => S3Bucket.NewAsync("direct", new StorePatience { Deadline = TimeSpan.FromSeconds(15) }, prefix: "below");
}
