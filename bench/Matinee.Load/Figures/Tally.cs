namespace Matinee.Load.Figures;

/// <summary>What arrived in one phase, at all members of all topics.</summary>
internal sealed class Tally
{
    public long Delivered { get; private set; }

    /// <summary>Numbers that a member never saw: it saw a later one first.</summary>
    public long Lost { get; private set; }

    /// <summary>Numbers that came again, or too late.</summary>
    public long Twice { get; private set; }

    public Histogram Latency { get; } = new();

    public void Clear()
    {
        (Delivered, Lost, Twice) = (0, 0, 0);
        Latency.Clear();
    }

    public void Arrived(TimeSpan latency)
    {
        Delivered++;
        Latency.Add(latency);
    }

    public void Missed(long count) => Lost += count;

    public void Repeated() => Twice++;
}
