using System.Globalization;
using System.Runtime.InteropServices;

namespace Matinee.Benchmarks;

/// <summary>Medians, spreads and the head that every result file carries: date and machine class.</summary>
internal static class Report
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Median, and lowest to highest behind it.</summary>
    public static string Spread(IReadOnlyCollection<double> values, string format) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Median(values).ToString(format, CultureInfo.InvariantCulture)} ({values.Min().ToString(format, CultureInfo.InvariantCulture)}-{values.Max().ToString(format, CultureInfo.InvariantCulture)})");

    public static string Head(string title) => string.Create(CultureInfo.InvariantCulture, $"""
        # {title}

        {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Cores()} cores ({Processor()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB,
        {RuntimeInformation.OSDescription}, .NET {Environment.Version}. Absolute times belong to this machine; read the ratios, which are of one run.


        """);

    /// <summary>Writes the table beside the others and to the console.</summary>
    public static void Save(string name, string text)
    {
        var folder = Path.Combine(Testing.MatineeProcess.RepositoryRoot(), "bench", "results");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name + ".md"), text);
        Console.WriteLine(text);
    }

    // Of the machine: this process may have been given fewer.
    private static int Cores() => File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal));

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
