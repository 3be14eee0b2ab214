using System.Diagnostics;

namespace Matinee.Load.Figures;

/// <summary>What is published to one channel, numbered from 0, and how many of its members have each.</summary>
internal sealed class Topic(string name, Tally tally)
{
    // Publications that may be under way at once; far more than any table has.
    private const int Window = 4096;
    private readonly int[] _arrivals = new int[Window];

    public string Name => name;

    /// <summary>Members that read.</summary>
    public int Members { get; set; }

    public int Published { get; private set; }

    /// <summary>Publications that all members have.</summary>
    public int Completed { get; private set; }

    public int UnderWay => Published - Completed;

    /// <summary>Called when the last member has a publication.</summary>
    public Action<Topic>? OnCompleted { get; set; }

    /// <summary>Numbers a publication and stamps it.</summary>
    public void Begin(Span<byte> payload)
    {
        _arrivals[Published % Window] = 0;
        Stamp.Write(payload, Published++);
    }

    /// <summary>What nobody got while it was away is not waited for.</summary>
    public void Forget() => Completed = Published;

    /// <summary>Counts every stamp in what a member got.</summary>
    /// <param name="expected">The member's next number.</param>
    public void Arrive(ReadOnlySpan<byte> message, ref int expected)
    {
        for (int at; (at = message.IndexOf(Stamp.Mark)) >= 0; message = message[(at + Stamp.Size)..])
        {
            var stamp = Stamp.Read(message[at..]);
            if (stamp.Number < expected)
            {
                tally.Repeated();
                continue;
            }

            tally.Missed(stamp.Number - expected);
            expected = stamp.Number + 1;
            tally.Arrived(Stopwatch.GetElapsedTime(stamp.At));
            if (++_arrivals[stamp.Number % Window] != Members)
                continue;
            Completed++;
            OnCompleted?.Invoke(this);
        }
    }
}
