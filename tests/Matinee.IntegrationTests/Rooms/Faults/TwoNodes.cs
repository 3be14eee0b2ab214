using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing;
using Matinee.Testing.Machine;

namespace Matinee.IntegrationTests.Rooms.Faults;

/// <summary>Two processes of the program over one catalogue, one store and one broker, each to be killed and started again where it was.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> Names = ["one", "two"];
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-room-faults-").FullName;
    private readonly List<MatineeProcess> _nodes = [];

    public IReadOnlyList<Uri> Addresses => [.. _nodes.Select(node => node.Address)];

    public MatineeProcess this[int node] => _nodes[node];

    /// <summary>What the nodes logged last: for whoever wonders why.</summary>
    public string LastWords => string.Concat(_nodes.Select(node => string.Join('\n', node.Output.Split('\n').TakeLast(40)) + "\n--\n"));

    /// <param name="broker">The variable that names it, its address, and whatever else belongs to it.</param>
    /// <param name="way">The same as the second node sees it, when it has another way there.</param>
    public static async Task<TwoNodes> StartAsync(
        IReadOnlyDictionary<string, string?> broker, IReadOnlyDictionary<string, string?>? way, CancellationToken cancellationToken)
    {
        var nodes = new TwoNodes();
        try
        {
            // One after the other: the first one makes the catalogue.
            foreach (var name in Names)
                nodes._nodes.Add(await MatineeProcess.StartAsync(nodes.Describe(name, name == Names[1] ? way ?? broker : broker), cancellationToken));
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    /// <summary>A film that lasts for the whole test, as the rooms see it: nobody plays it.</summary>
    public async Task<string> FilmAsync(HttpClient owner, CancellationToken cancellationToken)
    {
        var answer = await owner.PostAsJsonAsync("/api/videos/upload", new { filename = "film.mp4", contentType = "video/mp4" }, cancellationToken);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("videoId").GetString() ?? "";
        var catalogue = await TestCatalogue.OpenAsync(_folder);
        await catalogue.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE videos SET duration_seconds = 36000, state = 'ready' WHERE id = @id", new { id }, transaction), cancellationToken);
        await ((IAsyncDisposable)catalogue).DisposeAsync();
        return id;
    }

    /// <summary>The messages of a room that are in the catalogue, where they stay.</summary>
    public async Task<IReadOnlySet<string>> WrittenAsync(string room)
    {
        var catalogue = await TestCatalogue.OpenAsync(_folder);
        var ids = await catalogue.ReadAsync(async connection => (await connection.QueryAsync<string>("SELECT id FROM room_messages WHERE room_id = @room", new { room })).ToHashSet(), CancellationToken.None);
        await ((IAsyncDisposable)catalogue).DisposeAsync();
        return ids;
    }

    public async Task KillAsync(int node, TimeSpan away, CancellationToken cancellationToken)
    {
        _nodes[node].Kill();
        await Task.Delay(away, cancellationToken);
        await _nodes[node].RestartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        TestFolder.Remove(_folder);
    }

    private MatineeProcessOptions Describe(string name, IReadOnlyDictionary<string, string?> broker) => new()
    {
        DataFolder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName,
        KeepsPort = true,
        Arguments = ["--workers", "0"],
        Environment = new Dictionary<string, string?>(broker)
        {
            ["DATABASE_URL"] = "sqlite:" + Path.Combine(_folder, "matinee.db"),
            ["MATINEE__STORAGE__PATH"] = Path.Combine(_folder, "objects"),
            ["JWT_SECRET"] = "one-secret-for-all-nodes-of-the-test",
            ["NODE_NAME"] = name,
            // The test's own process, in which all members are, may have no turn for a while.
            ["MATINEE__CONNECTIONS__PONGTIMEOUT"] = "00:01:00",
            ["MATINEE__CONNECTIONS__WRITESTALL"] = "00:01:00",
            ["MATINEE__LIMITS__REGISTRATION__BURST"] = "100000",
            ["MATINEE__LIMITS__API__BURST"] = "100000",
        },
    };
}
