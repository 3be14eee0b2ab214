using System.Collections.Concurrent;

namespace Matinee.IntegrationTests.Rooms.Faults;

/// <summary>What all members saw, and what none of them should have seen.</summary>
internal sealed class FaultLedger
{
    private readonly ConcurrentDictionary<(string Channel, string Epoch, long Offset), string> _places = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private int _recoveries;
    private int _snapshots;

    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>Returns that were recovered, and that were given a snapshot.</summary>
    public (int Recovered, int Snapshots) Returns => (Volatile.Read(ref _recoveries), Volatile.Read(ref _snapshots));

    /// <summary>At one place of a log there is one entry, whoever reads it.</summary>
    public void Stands(string channel, string epoch, long offset, string id)
    {
        if (_places.GetOrAdd((channel, epoch, offset), id) is var first && first != id)
            Complain($"{channel} has {first} and {id} at {offset} of {epoch}");
    }

    public void Resumed(bool recovered)
    {
        if (recovered)
            Interlocked.Increment(ref _recoveries);
        else
            Interlocked.Increment(ref _snapshots);
    }

    public void Complain(string what)
    {
        if (_complaints.Count < 100)
            _complaints.Enqueue(what);
    }
}
