using System.Globalization;

namespace Matinee.App.Nodes.Members;

/// <summary>
/// What this process and all below it use, as Linux accounts for them (proc(5)): an encode is a child. Where the system tells
/// nothing of children it is the process alone.
/// </summary>
internal static class ProcessTree
{
    /// <summary>More than a node ever has; a machine that starts them faster than they are counted does not hold this up.</summary>
    private const int MostProcesses = 1000;

    /// <summary>The unit of times in /proc on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Fields of /proc/PID/stat behind the name of the program, from 0: utime, stime, cutime, cstime, rss.</summary>
    private const int UserTime = 11;
    private const int ResidentPages = 21;

    /// <summary>The time of those that have ended is with their parents: it only ever grows.</summary>
    public static TreeUsage Read()
    {
        var (ticks, resident, seen) = (0L, 0L, 0);
        var open = new Stack<string>([Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        while (open.TryPop(out var process) && seen < MostProcesses)
        {
            if (StatOf(process) is not { } stat)
                continue;
            ticks += stat.Ticks;
            resident += stat.Resident;
            seen++;
            foreach (var child in ChildrenOf(process))
                open.Push(child);
        }

        return seen == 0
            ? new TreeUsage(Environment.CpuUsage.TotalTime, Environment.WorkingSet)
            : new TreeUsage(TimeSpan.FromSeconds(ticks / TicksPerSecond), resident * Environment.SystemPageSize);
    }

    private static (long Ticks, long Resident)? StatOf(string process)
    {
        if (TryRead($"/proc/{process}/stat") is not { } text)
            return null;
        // The name may hold anything, also spaces and brackets.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        if (fields.Length <= ResidentPages)
            return null;
        var ticks = fields[UserTime..(UserTime + 4)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        return (ticks, long.Parse(fields[ResidentPages], CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> ChildrenOf(string process)
    {
        string[] threads;
        try
        {
            threads = Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return threads.SelectMany(thread => TryRead(thread + "/children")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);
    }

    /// <summary>Null for what has ended meanwhile.</summary>
    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <param name="Cpu">Of all its cores, since it was started.</param>
/// <param name="Memory">Resident bytes.</param>
internal readonly record struct TreeUsage(TimeSpan Cpu, long Memory);
