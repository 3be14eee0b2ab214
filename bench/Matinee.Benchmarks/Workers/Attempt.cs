namespace Matinee.Benchmarks.Workers;

/// <summary>An attempt that was committed. Its moments are milliseconds of the database's clock.</summary>
internal sealed class Attempt
{
    public string Worker { get; set; } = "";

    public string Kind { get; set; } = "";

    public long Index { get; set; }

    public long Frames { get; set; }

    public long Started { get; set; }

    public long Finished { get; set; }

    public double? Cpu { get; set; }
}
