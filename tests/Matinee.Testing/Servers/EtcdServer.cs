using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing.Machine;

namespace Matinee.Testing.Servers;

/// <summary>A real etcd of one member on free ports, with the timing that Matinee gives its own. It ends with this process.</summary>
public sealed class EtcdServer : IAsyncDisposable
{
    private static readonly Lazy<Task<EtcdServer>> One = new(StartAsync);

    private readonly ServerFolder _folder;
    private readonly HttpClient _http = new();

    private EtcdServer(ServerFolder folder, int port, string version)
    {
        _folder = folder;
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        Version = version;
    }

    public Uri Endpoint { get; }

    public string Version { get; }

    /// <summary>One for the whole test run; nobody kills it or compacts it. Take a prefix of your own.</summary>
    public static Task<EtcdServer> SharedAsync() => One.Value;

    /// <summary>One of the caller's own.</summary>
    public static async Task<EtcdServer> StartAsync()
    {
        var folder = new ServerFolder("etcd");
        try
        {
            var (client, peer) = (FreePorts.Take(), FreePorts.Take());
            var (clients, peers) = (string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{client}"), string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{peer}"));
            await folder.StartAsync(
                "etcd", "etcd", "etcd-server", "--name", "one", "--data-dir", Path.Combine(folder.Path, "data"), "--listen-client-urls", clients,
                "--advertise-client-urls", clients, "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers, "--initial-cluster", $"one={peers}",
                "--heartbeat-interval", "50", "--election-timeout", "500");
            using var http = new HttpClient { BaseAddress = new Uri(clients), Timeout = TimeSpan.FromSeconds(30) };
            await folder.WaitAsync("etcd", () => IsHealthyAsync(http));
            var version = (await http.GetFromJsonAsync<JsonElement>("/version")).GetProperty("etcdserver").GetString() ?? "";
            Console.WriteLine($"etcd {version} on port {client}");
            return new EtcdServer(folder, client, version);
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
    }

    /// <summary>Forgets what was before a revision.</summary>
    public async Task CompactAsync(long revision)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(Endpoint, "/v3/kv/compaction"), new { revision = revision.ToString(CultureInfo.InvariantCulture), physical = true });
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _folder.DisposeAsync();
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http)
    {
        try
        {
            return (await http.GetStringAsync("/health")).Contains("true", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
