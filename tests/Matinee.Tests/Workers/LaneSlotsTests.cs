using Matinee.App.Transcoding;
using Matinee.App.Workers;
using Xunit;

namespace Matinee.Tests.Workers;

public sealed class LaneSlotsTests : IDisposable
{
    private readonly BulkBrake _brake = new(TimeProvider.System);
    private int _nearlyDone;

    [Theory]
    [InlineData(1, 0, 0, 1)] // nothing beside it
    [InlineData(1, 1, 0, 1)] // the other has more to do than the first one
    [InlineData(1, 1, 1, 0)] // the other is soon done
    [InlineData(2, 1, 1, 1)] // a slot is free
    [InlineData(2, 2, 1, 1)]
    [InlineData(2, 2, 2, 0)]
    public void A_first_chunk_begins_while_one_slot_has_little_behind_it(int slots, int bulk, int nearlyDone, int free)
    {
        var lanes = new LaneSlots(slots, _brake, () => _nearlyDone);
        for (var i = 0; i < bulk; i++)
            lanes.Take(TaskLane.Bulk);
        _nearlyDone = nearlyDone;

        Assert.Equal(free, lanes.Free.First);
        Assert.Equal(bulk == slots, lanes.IsFull);
    }

    [Fact]
    public void Nothing_heavy_begins_beside_a_first_chunk()
    {
        var lanes = new LaneSlots(2, _brake, () => _nearlyDone);
        lanes.Take(TaskLane.First);

        Assert.Equal((4, 0, 0), lanes.Free);
        lanes.Return(TaskLane.First);
        Assert.Equal((4, 1, 2), lanes.Free);
    }

    public void Dispose() => _brake.Dispose();
}
