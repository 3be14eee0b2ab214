using Matinee.App.Accounts;
using Matinee.App.Library;
using Xunit;

namespace Matinee.Tests.Library;

public sealed class VideoEventsTests
{
    private static readonly Video Film = new()
    {
        Id = new VideoId("v0000000000000001"),
        OwnerId = new UserId("u0000000000000001"),
        Title = "film",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public async Task A_slow_watcher_meets_the_newest_of_each_video_and_misses_no_change_of_state()
    {
        var events = new VideoEvents();
        using var watch = events.Open(_ => true);
        var other = Film with { Id = new VideoId("v0000000000000002") };

        for (var i = 0; i < 1000; i++)
            events.Publish(i == 500 ? VideoEventKind.State : VideoEventKind.Progress, Film with { Progress = i });
        events.Publish(VideoEventKind.Progress, other);

        var seen = await watch.TakeAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal([(VideoEventKind.State, 999.0), (VideoEventKind.Progress, 0.0)], seen.Select(e => (e.Kind, e.Video.Progress)));
    }

    [Fact]
    public async Task A_watch_of_one_video_hears_no_other_and_ends_with_its_deletion()
    {
        var events = new VideoEvents();
        await using var watch = events.WatchAsync(Film.Id, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = watch.MoveNextAsync();

        events.Publish(VideoEventKind.State, Film with { Id = new VideoId("v0000000000000002") });
        events.Publish(VideoEventKind.Deleted, Film);

        Assert.True(await next);
        Assert.Equal(VideoEventKind.Deleted, watch.Current.Kind);
        Assert.False(await watch.MoveNextAsync());
    }

    [Fact]
    public async Task A_wake_that_came_early_is_kept_and_several_are_one()
    {
        var signals = new VideoSignals();
        signals.Uploaded();
        signals.Uploaded();

        await signals.WaitForUploadAsync(TestContext.Current.CancellationToken);

        using var soon = new CancellationTokenSource();
        await soon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await signals.WaitForUploadAsync(soon.Token));
    }
}
