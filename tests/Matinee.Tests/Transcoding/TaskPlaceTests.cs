using Matinee.App.Transcoding;
using Xunit;

namespace Matinee.Tests.Transcoding;

public sealed class TaskPlaceTests
{
    [Fact]
    public void No_boost_lifts_a_task_into_the_next_class() =>
        Assert.All(Enum.GetValues<TaskKind>(), kind => Assert.InRange(TaskPlace.Of(kind, 0, urgent: true).Boost, 0, JobPriority.High - JobPriority.Normal - 1));

    [Fact]
    public void Sound_and_the_first_chunks_come_before_the_rest_and_the_storyboard_last()
    {
        TaskPlace[] order =
        [
            TaskPlace.Of(TaskKind.Probe), TaskPlace.Of(TaskKind.Audio), TaskPlace.Of(TaskKind.VideoChunk, 0, true), TaskPlace.Of(TaskKind.VideoChunk, 1, true),
            TaskPlace.Of(TaskKind.Poster), TaskPlace.Of(TaskKind.VideoChunk, 2), TaskPlace.Of(TaskKind.VideoChunk, 3), TaskPlace.Of(TaskKind.Storyboard),
        ];

        Assert.Equal(order, order.OrderByDescending(place => place.Boost).ThenBy(place => place.Rank));
    }

    [Fact]
    public void Only_a_first_chunk_takes_all_cores()
    {
        Assert.Equal(TaskLane.First, TaskPlace.Of(TaskKind.VideoChunk, 0, urgent: true).Lane);
        Assert.Equal(TaskLane.Bulk, TaskPlace.Of(TaskKind.VideoChunk, 2).Lane);
        Assert.Equal(TaskLane.Light, TaskPlace.Of(TaskKind.Audio).Lane);
    }
}
