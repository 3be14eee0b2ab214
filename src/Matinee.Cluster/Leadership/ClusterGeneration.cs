using System.Globalization;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Leadership;

/// <summary>How often a cluster's registry was restored: its revisions begin anew then, its fencing tokens must not.</summary>
public static class ClusterGeneration
{
    public const string Key = "generation";

    public static long Of(RegistryEntry? entry) =>
        long.TryParse(entry?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? generation : 0;

    public static string Text(long generation) => generation.ToString(CultureInfo.InvariantCulture);
}
