namespace Matinee.Server.Metrics;

/// <summary>One line of numbers: a value, or a histogram's buckets. Written by many threads, read by the scrape.</summary>
internal sealed class Series(string labels, double[]? bounds)
{
    private readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    private double _value;

    /// <summary>Rendered and escaped, without the braces.</summary>
    public string Labels => labels;

    /// <summary>The value, or the sum of what a histogram saw.</summary>
    public double Value => Volatile.Read(ref _value);

    public long[] Buckets => _buckets ?? [];

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        double seen, next;
        do
        {
            seen = Volatile.Read(ref _value);
            next = seen + value;
        }
        while (BitConverter.DoubleToInt64Bits(Interlocked.CompareExchange(ref _value, next, seen)) != BitConverter.DoubleToInt64Bits(seen));
    }

    public void Observe(double value)
    {
        if (bounds is null || _buckets is null)
            return;
        var index = Array.BinarySearch(bounds, value);
        Interlocked.Increment(ref _buckets[index < 0 ? ~index : index]); // a bound belongs to the bucket that it closes (le)
        Add(value);
    }
}
