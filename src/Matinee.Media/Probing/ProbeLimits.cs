namespace Matinee.Media.Probing;

/// <summary>What is accepted, and how much a probe may cost. Every default carries its reason.</summary>
public sealed class ProbeLimits
{
    /// <summary>Longest accepted source. 12 h holds every film and a day's conference; its plan is about 720 chunks.</summary>
    public TimeSpan LongestDuration { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Largest picture, width times height. 8192 x 4352 is 8K with its padding; a decoded frame of it is 53 MB.</summary>
    public long MostPixels { get; set; } = 8192L * 4352;

    /// <summary>Streams of any kind in one file. A Blu-ray rip has 10 to 40; a bomb has 10,000.</summary>
    public int MostTracks { get; set; } = 64;

    /// <summary>A long audiobook has a few hundred.</summary>
    public int MostChapters { get; set; } = 2_000;

    /// <summary>
    /// Fewest bytes for a second of the claimed length. The quietest real thing measured, a still picture with silence, is
    /// about 60; a 4.5 KB file that claims ten days is 0.005.
    /// </summary>
    public double FewestBytesPerSecond { get; set; } = 16;

    /// <summary>Wall time of the header probe. A sane file takes 0.1 s, a TS over a cold disk 2 s.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Wall time of the packet scan, which reads the whole file: 100 GB at 100 MB/s is 17 min.</summary>
    public TimeSpan ScanTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Bytes of ffprobe's answer that are read. 64 tracks and 2,000 chapters are about 700 KB of it.</summary>
    public int LongestAnswer { get; set; } = 4 * 1024 * 1024;

    /// <summary>Address space of ffprobe. It needs 150 MB for a hard 4K file; a crafted one may ask for all there is.</summary>
    public long MostMemory { get; set; } = 1024L * 1024 * 1024;
}
