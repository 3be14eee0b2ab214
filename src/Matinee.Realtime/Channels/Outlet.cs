using System.Collections.Concurrent;
using System.Diagnostics;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Channels;

/// <summary>
/// Gives what is published to the members, in order. At once where it is calm or the room is small; in a crowd that was served a moment ago,
/// publications wait for as long as that took (25 ms at most) and then leave together: a write costs the kernel the same for one and for eight.
/// </summary>
/// <param name="wait">Null: a timer; for tests.</param>
internal sealed class Outlet(string channel, RealtimeMeters meters, Func<TimeSpan, Task>? wait = null)
{
    private const int CrowdFrom = 20;
    private const int ShardFrom = 2000;
    private const int MostWaiting = 64;
    // Of one write; well below what may wait for a connection.
    private const int MostBytes = 32 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(25);
    private readonly Lock _gate = new();
    private readonly Lock _turn = new();
    private List<Parcel> _waiting = [];
    private List<Parcel> _spare = [];
    private long _calmAt;
    private bool _willFlush;

    /// <summary>One call at a time. Returns when it has left, or is going to within moments.</summary>
    public void Give(Subscription[] members, Publication publication, FrameClass kind)
    {
        bool waits, begins;
        lock (_gate)
        {
            _waiting.Add(new Parcel(members, publication, kind, Stopwatch.GetTimestamp()));
            var isCrowded = members.Length >= CrowdFrom && Stopwatch.GetTimestamp() < _calmAt;
            waits = (_willFlush || isCrowded) && _waiting.Count < MostWaiting;
            begins = waits && !_willFlush;
            _willFlush |= waits;
        }

        if (begins)
            _ = FlushLaterAsync(); // not under the lock: on a thread that loses its turn the wait is over before it began, and all of it runs here
        else if (!waits)
            Flush(); // calm, or too much waits: then whoever publishes takes part in the work, and so is held back
    }

    private async Task FlushLaterAsync()
    {
        while (true)
        {
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), Volatile.Read(ref _calmAt));
            var pause = TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 1, LongestWait.TotalMilliseconds));
            await (wait?.Invoke(pause) ?? Task.Delay(pause, CancellationToken.None));
            Flush();
            lock (_gate)
            {
                if (_waiting.Count > 0)
                    continue;
                _willFlush = false;
                return;
            }
        }
    }

    private void Flush()
    {
        lock (_turn)
        {
            List<Parcel> parcels;
            lock (_gate)
                (parcels, _waiting) = (_waiting, _spare);
            var since = Stopwatch.GetTimestamp();
            try
            {
                for (var first = 0; first < parcels.Count;)
                    first = Spread(parcels, first);
            }
            finally
            {
                parcels.Clear();
                _spare = parcels;
            }

            var took = Stopwatch.GetElapsedTime(since);
            Volatile.Write(ref _calmAt, Stopwatch.GetTimestamp() + (long)((took < LongestWait ? took : LongestWait).TotalSeconds * Stopwatch.Frequency));
        }
    }

    // What has the same members leaves in one frame; returns where the rest begins.
    private int Spread(List<Parcel> parcels, int first)
    {
        var (members, _, kind, _) = parcels[first];
        var pushes = new List<Push>(1);
        var bytes = 0;
        var next = first;
        do
        {
            pushes.Add(new PublicationPush(parcels[next].Publication));
            bytes += parcels[next].Publication.Data.Length;
            next++;
        }
        while (next < parcels.Count && parcels[next].Members == members && parcels[next].Kind == kind && bytes + parcels[next].Publication.Data.Length <= MostBytes);

        Deliver(members, new SharedFrame(channel, pushes), kind);
        for (var i = first; i < next; i++)
            meters.Delivered(members.Length, parcels[i].Since);
        return next;
    }

    private static void Deliver(Subscription[] members, SharedFrame frame, FrameClass kind)
    {
        if (members.Length < ShardFrom)
        {
            foreach (var member in members)
                member.Deliver(frame, kind);
            return;
        }

        Parallel.ForEach(Partitioner.Create(0, members.Length), range =>
        {
            for (var i = range.Item1; i < range.Item2; i++)
                members[i].Deliver(frame, kind);
        });
    }

    /// <param name="Members">As they were when it was published: who joins later has it in the position, or in what it recovers.</param>
    /// <param name="Since">When it came, on the clock of <see cref="Stopwatch"/>.</param>
    private readonly record struct Parcel(Subscription[] Members, Publication Publication, FrameClass Kind, long Since);
}
