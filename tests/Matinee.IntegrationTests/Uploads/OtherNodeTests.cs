using Dapper;
using Matinee.App.Database;
using Matinee.App.Library;
using Matinee.App.Uploads;
using Matinee.IntegrationTests.Library;
using Matinee.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Matinee.IntegrationTests.Uploads;

public sealed class OtherNodeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_whose_bytes_lie_with_another_node_is_left_to_it_until_it_expires()
    {
        var time = new ManualTime();
        await using var host = await LibraryHost.StartAsync(time: time);
        var draft = await host.Videos.CreateDraftAsync(new VideoDraft(LibraryHost.Anna, "elsewhere"), Stop);
        var database = host.Services.GetRequiredService<ICatalogueDatabase>();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            """
            INSERT INTO uploads (id, video_id, owner_id, file_name, content_type, declared_bytes, max_bytes, metadata, received_bytes, state, sha256,
              created_at, updated_at, expires_at)
            VALUES ('w0000000000000001', @video, @owner, 'a.mp4', 'video/mp4', 10, 10, '', 10, 'completing', 'x', @now, @now, @until)
            """, new { video = draft.Id.Value, owner = LibraryHost.Anna.Value, now, until = now + 3_600_000 }, transaction), Stop);
        var sweep = host.Services.GetRequiredService<UploadSweep>();

        await sweep.RunAsync(Stop);
        Assert.Equal(VideoState.Uploading, (await host.Videos.FindAsync(draft.Id, Stop))?.State);
        time.Advance(TimeSpan.FromHours(2));
        await sweep.RunAsync(Stop);

        Assert.Equal("upload_lost", (await host.Videos.FindAsync(draft.Id, Stop))?.Failure?.Code);
    }
}
