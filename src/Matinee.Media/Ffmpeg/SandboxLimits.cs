namespace Matinee.Media.Ffmpeg;

/// <summary>What the kernel holds a run to. Null is no limit.</summary>
/// <param name="Memory">Bytes of address space.</param>
/// <param name="CpuTime">Processor time, after which it is killed.</param>
/// <param name="FileSize">Bytes of any one file it writes.</param>
public sealed record SandboxLimits(long? Memory, TimeSpan? CpuTime, long? FileSize)
{
    /// <summary>0 to 19: how far the run yields to the server that streams beside it.</summary>
    public int Nice { get; init; }

    /// <summary>
    /// A 1080p ladder peaks at 351 MB, a 4K one with lookahead on all cores at about 3 GB; address space is more than that.
    /// A minute of 4K video at the slowest rate is below six hours of CPU, and one segment below 1 GB.
    /// </summary>
    public static SandboxLimits Encode { get; } = new(16L << 30, TimeSpan.FromHours(6), 1L << 30);

    /// <summary>A header probe takes 0.1 s and 150 MB of address space.</summary>
    public static SandboxLimits Probe { get; } = new(1L << 30, TimeSpan.FromSeconds(20), 0);
}
