using System.Text;

namespace Matinee.Testing.Faults;

/// <summary>Looks through /proc for processes that work on a folder: what a killed server may have left behind.</summary>
public static class ChildCensus
{
    /// <summary>Command lines of live processes that name the folder, the server's own excluded. Zombies have none.</summary>
    public static IReadOnlyList<string> WorkingOn(string folder, int except)
    {
        List<string> found = [];
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), out var id) || id == except || id == Environment.ProcessId)
                continue;
            try
            {
                var line = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline"))).Replace('\0', ' ');
                if (line.Contains(folder, StringComparison.Ordinal))
                    found.Add($"{id}: {line}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        return found;
    }

    /// <summary>Process ids of the same.</summary>
    public static IReadOnlyList<int> IdsOf(string folder, int except) =>
        [.. WorkingOn(folder, except).Select(line => int.Parse(line.AsSpan(0, line.IndexOf(':', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Children of a process that ended and were never waited for.</summary>
    public static IReadOnlyList<int> ZombiesOf(int parent)
    {
        List<int> zombies = [];
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), out var id))
                continue;
            try
            {
                var stat = File.ReadAllText(Path.Combine(process, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] == "Z" && int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture) == parent)
                    zombies.Add(id);
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return zombies;
    }
}
