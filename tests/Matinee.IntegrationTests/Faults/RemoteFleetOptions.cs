using Matinee.Testing.Servers;

namespace Matinee.IntegrationTests.Faults;

/// <summary>What a test wants of its fleet.</summary>
internal sealed record RemoteFleetOptions
{
    public int Workers { get; init; } = 3;

    public int Slots { get; init; } = 1;

    /// <summary>To be killed; the shared one otherwise.</summary>
    public PostgresServer? Postgres { get; init; }

    /// <summary>Puts something between the server and the bucket.</summary>
    public Func<Uri, Uri>? StoreRoad { get; init; }

    /// <summary>Of the server.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();
}
