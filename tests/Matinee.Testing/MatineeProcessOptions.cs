namespace Matinee.Testing;

/// <summary>How a test wants its server started.</summary>
public sealed record MatineeProcessOptions
{
    /// <summary>Kept across runs when given; a temporary folder that is removed at the end otherwise.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Arguments after <c>serve</c>; port, data folder and bind address are set already.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables on top of the defaults; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where others are told to find it; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>A restart listens where the run before did, for those who have the address.</summary>
    public bool KeepsPort { get; init; }

    /// <summary>Where it listens.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>What starts it, such as <c>ip netns exec NAME</c>; usually nothing.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>How long the server may take to print its address. Generous, for a machine that runs everything at once.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(120);
}
