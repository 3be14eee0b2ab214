using Matinee.App.Transcoding;

namespace Matinee.App.Workers;

/// <summary>
/// What a worker may begin now. The first chunk of a video has all cores, so nothing heavy begins beside it; what ran
/// before is held still for a while, and then yields by its niceness. With all slots taken it is begun only beside a chunk
/// that has more to do than the first one has: what a kill can cost stays a chunk of work for each slot, and what is nearly
/// done is soon out of the way.
/// </summary>
/// <param name="nearlyDone">How many of the chunks in hand have less to do than a first one.</param>
internal sealed class LaneSlots(int slots, BulkBrake brake, Func<int> nearlyDone)
{
    // Sound, probes and scans: each next to nothing, yet not without end.
    private const int LightPlaces = 4;

    private readonly Lock _lock = new();
    private int _light;
    private int _first;
    private int _bulk;

    public (int Light, int First, int Bulk) Free
    {
        get
        {
            lock (_lock)
                return (LightPlaces - _light, _first > 0 || (_bulk >= slots && nearlyDone() >= _bulk) ? 0 : 1, _first > 0 ? 0 : Math.Max(0, slots - _bulk));
        }
    }

    /// <summary>All slots work: whether a first chunk may begin depends on how far they are.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _bulk >= slots;
        }
    }

    public void Take(TaskLane lane)
    {
        Count(lane, 1);
        if (lane == TaskLane.First)
            brake.Begin();
    }

    public void Return(TaskLane lane)
    {
        Count(lane, -1);
        if (lane == TaskLane.First)
            brake.End();
    }

    private void Count(TaskLane lane, int by)
    {
        lock (_lock)
        {
            switch (lane)
            {
                case TaskLane.Light:
                    _light += by;
                    break;
                case TaskLane.First:
                    _first += by;
                    break;
                default:
                    _bulk += by;
                    break;
            }
        }
    }
}
