using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.App.Library;
using Matinee.App.Uploads;
using Matinee.IntegrationTests.Databases;
using Matinee.IntegrationTests.Library;
using Matinee.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Matinee.IntegrationTests.Uploads.TusRequests;

namespace Matinee.IntegrationTests.Uploads;

public class UploadLimitsTests
{
    [Fact]
    public async Task Quotas_of_bytes_and_videos_hold_and_an_administrator_may_raise_them()
    {
        await using var host = await LibraryHost.StartAsync(settings: [("Uploads:QuotaBytes", "10000"), ("Uploads:QuotaVideos", "2")]);
        var url = await host.As.BeginAsync(6000);

        using (var tooMuch = await host.As.SendAsync(Create(5000, ("filename", "b.mp4"))))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, tooMuch.StatusCode);
        using (var whole = await host.As.SendAsync(Patch(url, 0, Film(6000))))
            Assert.Equal(HttpStatusCode.NoContent, whole.StatusCode);
        using (var tooMuch = await host.As.SendAsync(Create(5000, ("filename", "b.mp4"))))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, tooMuch.StatusCode);
        await host.As.BeginAsync(4000);
        using (var tooMany = await host.As.SendAsync(Create(1, ("filename", "c.mp4"))))
            Assert.Contains("quota_exceeded", await tooMany.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var forbidden = await host.As.PutAsJsonAsync($"/api/users/{LibraryHost.Anna}/quota", new { maxBytes = 0, maxVideos = 0 });
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var raised = await host.Admin.PutAsJsonAsync($"/api/users/{LibraryHost.Anna}/quota", new { maxBytes = 0, maxVideos = 0 });
        Assert.Equal(HttpStatusCode.OK, raised.StatusCode);
        await host.As.BeginAsync(50_000);
        var quota = await host.As.GetFromJsonAsync<JsonElement>("/api/me/quota");
        Assert.Equal(6000, quota.GetProperty("usedBytes").GetInt64());
    }

    [Fact]
    public async Task Open_uploads_of_a_user_are_bounded()
    {
        await using var host = await LibraryHost.StartAsync(settings: [("Uploads:MaxOpenPerUser", "2")]);
        var first = await host.As.BeginAsync(100);
        await host.As.BeginAsync(100);

        using (var third = await host.As.SendAsync(Create(100, ("filename", "c.mp4"))))
            Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        using var ended = await host.As.SendAsync(Tus(HttpMethod.Delete, first));
        await host.As.BeginAsync(100);
        await host.Other.BeginAsync(100);
    }

    [Fact]
    public async Task An_upload_that_cannot_fit_is_507_before_it_begins()
    {
        await using var host = await LibraryHost.StartAsync(settings: [("Uploads:KeepFreeBytes", $"{long.MaxValue / 2}")]);

        using var answer = await host.As.SendAsync(Create(100, ("filename", "a.mp4")));

        Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
    }

    [Fact]
    public async Task An_unfinished_upload_expires_and_leaves_no_file()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var host = await LibraryHost.StartAsync(time: time, settings: [("Uploads:ExpireAfter", "1.00:00:00")]);
        using var created = await host.As.SendAsync(Create(2000, ("filename", "a.mp4")));
        var url = created.Headers.Location!.ToString();
        var video = VideoId.From(created.Header("Matinee-Video"));
        using var untouched = await host.As.SendAsync(Create(2000, ("filename", "b.mp4")));
        var sweep = host.Services.GetRequiredService<UploadSweep>();

        time.Advance(TimeSpan.FromHours(23));
        using (var patched = await host.As.SendAsync(Patch(url, 0, Film(1000))))
            Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
        time.Advance(TimeSpan.FromHours(23));
        await sweep.RunAsync(CancellationToken.None);
        Assert.Equal(1000, await host.As.OffsetAsync(url)); // the chunk has put the expiry off
        time.Advance(TimeSpan.FromHours(2));
        await sweep.RunAsync(CancellationToken.None);

        // The host's own sweep may be at the same files.
        await ResumeTests.WaitUntilAsync(() => Directory.GetFiles(Path.Combine(host.Folder, "objects"), "*", SearchOption.AllDirectories).Length == 0);
        using var gone = await host.As.SendAsync(Tus(HttpMethod.Head, url));
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.Equal("upload_expired", (await host.Videos.FindAsync(video, CancellationToken.None))!.Failure!.Code);
        Assert.Null(await host.Videos.FindAsync(VideoId.From(untouched.Header("Matinee-Video")), CancellationToken.None));
    }

    [Fact]
    public async Task A_kill_between_the_end_of_an_upload_and_its_video_is_made_good()
    {
        await using var host = await LibraryHost.StartAsync();
        using var created = await host.As.SendAsync(Create(2000, ("filename", "a.mp4")));
        using var patched = await host.As.SendAsync(Patch(created.Headers.Location!.ToString(), 0, Film(1000)));
        var video = VideoId.From(created.Header("Matinee-Video"));
        var uploads = host.Services.GetRequiredService<UploadStore>();
        var upload = Assert.Single(await uploads.ListReceivingAsync(video, CancellationToken.None));
        Assert.True(await uploads.EndAsync(upload.Id, UploadState.Receiving, UploadState.Expired, CancellationToken.None));

        await host.Services.GetRequiredService<UploadSweep>().RunAsync(CancellationToken.None);

        Assert.Equal("upload_expired", (await host.Videos.FindAsync(video, CancellationToken.None))!.Failure!.Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Folder, "objects"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Deleting_the_draft_ends_its_upload()
    {
        await using var host = await LibraryHost.StartAsync();
        using var created = await host.As.SendAsync(Create(2000, ("filename", "a.mp4")));
        var url = created.Headers.Location!.ToString();
        using var patched = await host.As.SendAsync(Patch(url, 0, Film(1000)));

        using var deleted = await host.As.DeleteAsync($"/api/videos/{created.Header("Matinee-Video")}");

        await ResumeTests.WaitUntilAsync(() => Directory.GetFiles(Path.Combine(host.Folder, "objects", ".incoming")).Length == 0);
        using var head = await host.As.SendAsync(Tus(HttpMethod.Head, url));
        Assert.Equal(HttpStatusCode.Gone, head.StatusCode);
    }

    [Fact]
    public async Task A_file_that_no_upload_owns_is_removed()
    {
        await using var host = await LibraryHost.StartAsync();
        var path = Path.Combine(host.Folder, "objects", ".incoming", "p0000000000000000.part");
        await File.WriteAllBytesAsync(path, Film(100));

        await host.Services.GetRequiredService<UploadSweep>().RunAsync(CancellationToken.None);

        Assert.False(File.Exists(path));
    }
}

[OnPostgres]
public sealed class UploadLimitsOnPostgresTests : UploadLimitsTests;
