using System.Collections.Immutable;
using System.Globalization;

namespace Matinee.Processes;

/// <summary>Kernel limits of a child and of everything it starts. Null is no limit.</summary>
public sealed record ProcessLimits
{
    public static ProcessLimits None { get; } = new();

    /// <summary>Bytes of address space; an allocation beyond it fails.</summary>
    public long? AddressSpace { get; init; }

    /// <summary>Processor time; the kernel kills beyond it.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Bytes of any file it writes; a write beyond it kills.</summary>
    public long? FileSize { get; init; }

    /// <summary>Added to the scheduling niceness, 0 to 19: the higher, the more it yields to others.</summary>
    public int Nice { get; init; }

    /// <summary>Arguments of prlimit(1). A core dump would put a stranger's video on the disk, so there is never one.</summary>
    internal ImmutableArray<string> ToArguments()
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.Add("--core=0");
        Add("as", AddressSpace);
        Add("cpu", CpuTime is { } time ? (long)Math.Ceiling(time.TotalSeconds) : null);
        Add("fsize", FileSize);
        return arguments.ToImmutable();

        void Add(string name, long? value)
        {
            if (value is { } limit)
            {
                arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--{name}={limit}:{limit}"));
            }
        }
    }
}
