using Matinee.App.Fleet;
using Matinee.App.Library;
using Matinee.App.Transcoding;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding;

public class JobLookTests
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_that_only_wait_are_due_once_and_again_when_something_happens_to_them()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        var look = new JobLook(host.Get<JobStore>(), time);
        List<JobRow> jobs = [];
        for (var i = 0; i < 3; i++)
            jobs.Add(await host.BeginAsync(await host.UploadAsync()));

        Assert.Equal(3, (await look.DueAsync(Again, Stop)).Count);
        Assert.Empty(await look.DueAsync(Again, Stop));

        var queue = host.Get<ITaskQueue>();
        var profile = new WorkerProfile("w", 2, new WorkerAbilities("5", [new WorkerEncoder("libx264/5", "h264", 100, false)], [], 2, 0));
        var worker = await queue.RegisterAsync(profile, Stop);
        Assert.NotNull(await queue.LeaseAsync(new LeaseRequest(worker, 4, 1, 2, Patient.Limit), Stop));
        Assert.Single(await look.DueAsync(Again, Stop));
        Assert.Empty(await look.DueAsync(Again, Stop));

        await host.Get<VideoStore>().DeleteAsync(new VideoId(jobs[2].VideoId), Stop);
        Assert.Equal([jobs[2].JobId], await look.DueAsync(Again, Stop));

        look.Forget(jobs[1].JobId);
        Assert.Equal([jobs[1].JobId], await look.DueAsync(Again, Stop));

        time.Advance(Again);
        Assert.Equal(3, (await look.DueAsync(Again, Stop)).Count);
    }
}

[OnPostgres]
public sealed class JobLookOnPostgresTests : JobLookTests;
