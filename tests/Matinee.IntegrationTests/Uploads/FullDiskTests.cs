using System.Net;
using System.Security.Cryptography;
using Matinee.IntegrationTests.Conformance;
using Matinee.IntegrationTests.Library;
using Xunit;
using static Matinee.IntegrationTests.Uploads.TusRequests;

namespace Matinee.IntegrationTests.Uploads;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_disk_that_fills_in_the_middle_is_507_and_the_upload_goes_on_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 8);
        await using var host = await LibraryHost.StartAsync(storeFolder: disk.Path, settings: [("Uploads:CheckpointBytes", "1048576")]);
        var film = Film(5_000_000);
        var url = await host.As.BeginAsync(film.Length);
        // The room that was there at the beginning is taken by somebody else.
        var ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[6 * 1024 * 1024]);

        using var full = await host.As.SendAsync(Patch(url, 0, film));

        Assert.Equal(HttpStatusCode.InsufficientStorage, full.StatusCode);
        var offset = (int)await host.As.OffsetAsync(url);
        Assert.InRange(offset, 1, film.Length - 1);
        File.Delete(ballast);
        using var last = await host.As.SendAsync(Patch(url, offset, film[offset..]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(film)), last.Header("Matinee-Sha256"));
    }
}
