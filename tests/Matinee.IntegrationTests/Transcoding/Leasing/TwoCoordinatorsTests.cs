using Matinee.App.Library;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing.Media;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding.Leasing;

/// <summary>Two nodes with one catalogue, where every call may be overtaken by one of the other's.</summary>
public class TwoCoordinatorsTests
{
    private const int Videos = 3;

    private static readonly (string, string)[] Quick =
        [("Transcoding:Preset", "ultrafast"), ("Transcoding:TallestRung", "240")];

    [Fact]
    public async Task Jobs_that_two_loops_advance_at_once_are_planned_once_published_once_and_finished_once()
    {
        var chance = new Random(1234);
        await using var first = await TranscodingHost.OpenAsync(null, inner => new CatalogueInBetween(inner) { Before = Wait }, TimeProvider.System, [.. Quick, ("Worker:Slots", "2")]);
        await using var second = await TranscodingHost.OpenAsync(first.Folder, inner => new CatalogueInBetween(inner) { Before = Wait }, TimeProvider.System, [.. Quick, ("Worker:Slots", "0")]);
        await first.StartAsync();
        await second.StartAsync();
        List<Video> videos = [];
        for (var i = 0; i < Videos; i++)
            videos.Add(await first.UploadAsync(file: await FixtureCache.PathAsync(MediaFixtures.Silent)));

        foreach (var video in videos)
            Assert.Null((await first.UntilAsync(video.Id, v => v.State is VideoState.Ready or VideoState.Failed)).Failure);

        // A video is ready a moment before its job is done.
        await Patient.UntilAsync(async () => await first.ScalarAsync<int>("SELECT COUNT(*) FROM jobs WHERE state NOT IN ('completed', 'failed', 'cancelled')") == 0, TestContext.Current.CancellationToken);

        Assert.Equal(Videos, await first.ScalarAsync<int>("SELECT COUNT(*) FROM jobs"));
        Assert.Equal(Videos, await first.ScalarAsync<int>("SELECT COUNT(*) FROM jobs WHERE state = 'completed'"));
        Assert.Equal(Videos, await first.ScalarAsync<int>("SELECT COUNT(*) FROM plans WHERE playing = 1 AND state = 'complete'"));
        Assert.Equal(Videos, await first.ScalarAsync<int>("SELECT COUNT(*) FROM job_events WHERE name = 'JobCompleted'"));
        Assert.Equal(
            await first.ScalarAsync<int>("SELECT COUNT(*) FROM tasks WHERE state = 'completed' AND lane <> 'coordinator'"),
            await first.ScalarAsync<int>("SELECT COUNT(*) FROM task_attempts WHERE outcome = 'completed'"));
        Assert.Equal(0, await first.ScalarAsync<int>("SELECT COUNT(*) FROM tasks WHERE state <> 'completed'"));

        async Task Wait()
        {
            int milliseconds;
            lock (chance)
                milliseconds = chance.Next(0, 12);
            if (milliseconds > 4)
                await Task.Delay(milliseconds - 4);
        }
    }
}

[OnPostgres]
public sealed class TwoCoordinatorsOnPostgresTests : TwoCoordinatorsTests;
