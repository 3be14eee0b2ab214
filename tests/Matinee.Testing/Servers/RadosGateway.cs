using System.Globalization;
using Matinee.Testing.Machine;

namespace Matinee.Testing.Servers;

/// <summary>
/// A real S3 server: Ceph's gateway over one monitor and one OSD in memory (SigV4, multipart, CORS, ranges, listing). One a
/// test run, started by whoever needs it first; a class takes a bucket of its own.
/// </summary>
public sealed class RadosGateway : IAsyncDisposable
{
    public const string AccessKey = "testaccess";
    public const string SecretKey = "testsecret123456";

    private const int Attempts = 3;
    private const string Package = "radosgw, ceph-mon, ceph-osd and ceph-common";

    private static readonly Lazy<Task<RadosGateway>> One = new(StartAsync);

    private readonly ServerFolder _folder;
    private int _buckets;

    private RadosGateway(ServerFolder folder, int port, string version)
    {
        _folder = folder;
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        Version = version;
    }

    public Uri Endpoint { get; }

    public string Version { get; }

    /// <summary>The gateway of this test run.</summary>
    public static Task<RadosGateway> SharedAsync() => One.Value;

    /// <summary>A gateway of the caller's own, which dies with it: for tests that kill or fill it.</summary>
    public static async Task<RadosGateway> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var folder = new ServerFolder("radosgw");
            try
            {
                return await LaunchAsync(folder);
            }
            catch (InvalidOperationException e) when (attempt < Attempts)
            {
                // Somebody took a port between its choice and its use, or the OSD never found its monitor.
                Console.WriteLine($"The S3 server is started again: {e.Message}");
                await folder.DisposeAsync();
            }
            catch
            {
                await folder.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>A name nobody has taken. The bucket is made by whoever opens it.</summary>
    public string NewBucketName(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}-{Interlocked.Increment(ref _buckets)}");

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private static async Task<RadosGateway> LaunchAsync(ServerFolder folder)
    {
        var (port, monitor) = (FreePorts.Take(), FreePorts.Take());
        var id = Guid.NewGuid().ToString();
        var configuration = Path.Combine(folder.Path, "ceph.conf");
        foreach (var sub in (string[])["mon", "osd", "run", "rgw"])
            Directory.CreateDirectory(Path.Combine(folder.Path, sub));
        await File.WriteAllTextAsync(configuration, Configuration(folder.Path, id, port, monitor) + "\n"); // the last line needs its end
        var map = Path.Combine(folder.Path, "monmap");
        await folder.RunAsync("monmaptool", Package, "--create", "--addv", "a", $"[v1:127.0.0.1:{monitor}]", "--fsid", id, map);
        await folder.RunAsync("ceph-mon", Package, "--mkfs", "-i", "a", "--monmap", map, "-c", configuration);
        await folder.StartAsync("mon", "ceph-mon", Package, "-f", "-i", "a", "-c", configuration);
        // It answers before it has its quorum of one.
        await folder.WaitAsync("ceph-mon", () => folder.SucceedsAsync("ceph", Package, "--connect-timeout", "2", "-c", configuration, "osd", "dump"));
        await folder.RunAsync("ceph-osd", Package, "-i", "0", "--mkfs", "-c", configuration);
        // An OSD in memory gives itself an id when it is made; that one has to be registered.
        var osd = (await File.ReadAllTextAsync(Path.Combine(folder.Path, "osd", "fsid"))).Trim();
        await folder.RunAsync("ceph", Package, "-c", configuration, "osd", "new", osd, "0");
        await folder.StartAsync("osd", "ceph-osd", Package, "-f", "-i", "0", "-c", configuration);
        await folder.WaitAsync("ceph-osd", async () =>
            (await folder.RunAsync("ceph", Package, "--connect-timeout", "10", "-c", configuration, "osd", "stat")).Contains("1 up", StringComparison.Ordinal));
        // Makes the pools before the gateway wants them.
        await folder.RunAsync("radosgw-admin", Package, "-c", configuration, "user", "create", "--uid=test", "--display-name=test", "--access-key=" + AccessKey, "--secret=" + SecretKey);
        await folder.StartAsync("rgw", "radosgw", Package, "-f", "-n", "client.rgw", "-c", configuration);
        await folder.WaitAsync("radosgw", () => ServerFolder.AnswersAsync(port));
        var version = await folder.RunAsync("radosgw", Package, "--version");
        Console.WriteLine($"S3 server: {version} on port {port}");
        return new RadosGateway(folder, port, version);
    }

    private static string Configuration(string folder, string id, int port, int monitor) => $"""
        [global]
        fsid = {id}
        mon host = v1:127.0.0.1:{monitor}
        public addr = 127.0.0.1
        cluster addr = 127.0.0.1
        auth cluster required = none
        auth service required = none
        auth client required = none
        run dir = {folder}/run
        admin socket = {folder}/run/$name.asok
        log file = {folder}/$name.log
        pid file =
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 2
        osd pool default pgp num = 2
        osd pool default pg autoscale mode = off
        osd crush chooseleaf type = 0
        mon allow pool size one = true
        mon max pg per osd = 1000
        mon warn on pool no redundancy = false
        mon data avail crit = 0
        mon data avail warn = 0
        ms bind ipv6 = false
        ms bind msgr2 = false
        paxos propose interval = 0.01
        mon tick interval = 1
        osd heartbeat interval = 2
        [mon.a]
        mon data = {folder}/mon
        [osd]
        osd data = {folder}/osd
        osd objectstore = memstore
        memstore device bytes = 4294967296
        osd max object name len = 460
        osd max object namespace len = 64
        [client.rgw]
        rgw frontends = beast endpoint=127.0.0.1:{port}
        rgw data = {folder}/rgw
        rgw dns name = localhost
        rgw enable usage log = false
        rgw enable ops log = false
        rgw run sync thread = false
        rgw enable gc threads = false
        rgw s3 auth use keystone = false
        """;
}
