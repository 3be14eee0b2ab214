using System.Globalization;

namespace Matinee.Benchmarks.Workers;

/// <summary>What a worker process may have of the machine: a core of its own, or a part of any.</summary>
internal static class CpuShare
{
    private const string Controller = "/sys/fs/cgroup/cpu";
    private const int PeriodMicroseconds = 100_000;

    /// <summary>Half cores need the CPU controller of cgroup v1, and root.</summary>
    public static bool CanDivide => File.Exists(Path.Combine(Controller, "cpu.cfs_quota_us")) && Environment.UserName == "root";

    /// <summary>Starts a process on one core alone.</summary>
    public static IReadOnlyList<string> Core(int number) => ["taskset", "-c", number.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Starts a process that gets half a core's time, wherever that is.</summary>
    public static IReadOnlyList<string> HalfCore(int number)
    {
        var group = Path.Combine(Controller, string.Create(CultureInfo.InvariantCulture, $"matinee-bench-{Environment.ProcessId}-{number}"));
        Directory.CreateDirectory(group);
        File.WriteAllText(Path.Combine(group, "cpu.cfs_period_us"), PeriodMicroseconds.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(group, "cpu.cfs_quota_us"), (PeriodMicroseconds / 2).ToString(CultureInfo.InvariantCulture));
        return ["sh", "-c", $"echo $$ > {group}/cgroup.procs; exec \"$@\"", "sh"];
    }

    /// <summary>Removes the groups that no process is in any more.</summary>
    public static void Clear()
    {
        if (!CanDivide)
            return;
        foreach (var group in Directory.EnumerateDirectories(Controller, $"matinee-bench-{Environment.ProcessId}-*"))
            Directory.Delete(group);
    }
}
