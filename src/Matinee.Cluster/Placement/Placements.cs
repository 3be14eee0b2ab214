namespace Matinee.Cluster.Placement;

/// <summary>The strategies by the names that options and commands have for them.</summary>
public static class Placements
{
    public static IReadOnlyList<string> Names { get; } = ["round-robin", "least-connections", "weighted", "consistent-hash", "sticky", "geo"];

    /// <param name="fallback">For a new session of <c>sticky</c>, and where <c>geo</c> knows no place.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static IPlacement Create(string name, string fallback, TimeProvider time) => name switch
    {
        "sticky" => new StickySessions(Simple(fallback), time),
        "geo" => new NearestNode(Simple(fallback)),
        _ => Simple(name),
    };

    private static IPlacement Simple(string name) => name switch
    {
        "round-robin" => new EqualTurns(),
        "least-connections" => new LeastConnections(),
        "weighted" => new WeightedTurns(),
        "consistent-hash" => new ConsistentHash(),
        _ => throw new ArgumentException($"There is no placement \"{name}\" here; the names are {string.Join(", ", Names)}, and sticky and geo need another of them to fall back on."),
    };
}
