using Matinee.Testing;
using Matinee.Testing.Machine;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Databases;

/// <summary>Several real servers on one database and one folder of objects, as an operator would start them.</summary>
internal sealed class Installation : IAsyncDisposable
{
    public const string Postgres = "postgres";
    public const string Sqlite = "sqlite";

    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-nodes-").FullName;
    private readonly List<MatineeProcess> _nodes = [];

    private Installation(string database) => Database = database;

    /// <summary>The value of DATABASE_URL.</summary>
    public string Database { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Installation> PrepareAsync(string kind)
    {
        var installation = new Installation("");
        installation.Database = kind == Postgres
            ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()
            : $"sqlite:{Path.Combine(installation._folder, "catalogue.db")}";
        return installation;
    }

    public async Task<MatineeProcess> StartAsync(string node, string? secret = null, params string[] arguments)
    {
        var process = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Arguments = ["--node", node, .. arguments],
            Environment = new Dictionary<string, string?>
            {
                ["DATABASE_URL"] = Database,
                ["STORAGE_URL"] = $"file:{Path.Combine(_folder, "objects")}",
                ["JWT_SECRET"] = secret ?? "the one secret of all nodes of this installation",
                ["MATINEE__TRANSCODING__PRESET"] = "ultrafast",
                ["MATINEE__TRANSCODING__TALLESTRUNG"] = "360",
            },
        }, Stop);
        lock (_nodes)
            _nodes.Add(process);
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        TestFolder.Remove(_folder);
    }
}
