namespace Matinee.Testing.Fleet;

/// <summary>How a test wants a worker started.</summary>
public sealed record WorkerProcessOptions
{
    /// <summary>Addresses of the servers, joined by commas.</summary>
    public required string Coordinators { get; init; }

    /// <summary>Null when the data folder has a key already.</summary>
    public string? Token { get; init; }

    public string? Name { get; init; }

    public int Slots { get; init; } = 1;

    /// <summary>Kept across runs when given; a temporary folder that is removed at the end otherwise.</summary>
    public string? DataFolder { get; init; }

    /// <summary>What starts it, such as <c>taskset -c 1</c>; it must end by becoming the program.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Further arguments after <c>worker</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables on top of the defaults; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(120);
}
