using System.Globalization;

namespace Matinee.Load.Figures;

/// <summary>What the kernel says of a process and its children, and of nobody else.</summary>
internal sealed class ProcessTree(int root)
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every architecture that .NET runs on

    /// <summary>User and system time so far, in seconds.</summary>
    public double CpuSeconds => Members().Sum(CpuOf);

    /// <summary>Memory that would be free if it were gone: shared pages counted by their share.</summary>
    public double PssKib => Members().Sum(PssOf);

    private List<int> Members()
    {
        var found = new List<int> { root };
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var task in Directory.EnumerateDirectories($"/proc/{found[i]}/task"))
                found.AddRange(File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number));
        }

        return found;
    }

    private static double CpuOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    private static double PssOf(int process) =>
        Number(File.ReadLines($"/proc/{process}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
