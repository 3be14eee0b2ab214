namespace Matinee.Testing.Fleet;

/// <summary>A service as a test wants it.</summary>
public sealed record FleetStageOptions
{
    /// <summary>Serve processes that share catalogue and store.</summary>
    public int Servers { get; init; } = 1;

    public int Workers { get; init; } = 2;

    /// <summary>Of each worker.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Null: one SQLite file that all servers share.</summary>
    public string? DatabaseUrl { get; init; }

    /// <summary>Variables of every server, such as <c>MATINEE__TRANSCODING__DEADWORKERTIMEOUT</c>; a bucket's settings among them. Without a bucket all share one folder.</summary>
    public IReadOnlyDictionary<string, string?> ServerEnvironment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Variables of every worker.</summary>
    public IReadOnlyDictionary<string, string?> WorkerEnvironment { get; init; } = new Dictionary<string, string?>();
}
