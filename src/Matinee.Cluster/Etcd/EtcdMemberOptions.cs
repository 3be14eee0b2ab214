using System.Collections.Immutable;
using System.Globalization;
using Matinee.Processes;

namespace Matinee.Cluster.Etcd;

/// <summary>The member of a cluster that runs beside this process.</summary>
public sealed record EtcdMemberOptions
{
    /// <summary>Of the node; one of its kind in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path of a folder of its own.</summary>
    public required string Folder { get; init; }

    /// <summary>What the other nodes and their users call this node: not etcd's own address, which is for this node alone.</summary>
    public required Uri NodeAddress { get; init; }

    /// <summary>The port that the other members connect to.</summary>
    public required int PeerPort { get; init; }

    /// <summary>The name under which they reach it.</summary>
    public string PeerHost { get; init; } = "127.0.0.1";

    /// <summary>The address it listens at for them. Without <see cref="Tls"/> anybody who reaches it may read and write: keep it on loopback or a private network.</summary>
    public string PeerBind { get; init; } = "127.0.0.1";

    /// <summary>Members of clusters with different names do not talk to each other.</summary>
    public string ClusterName { get; init; } = "matinee";

    public EtcdPeerTls? Tls { get; init; }

    /// <summary>Between the members of one room; raise both where they are further apart.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Silence of the leader until another stands for election. Ten heartbeats, so that a busy machine is not taken for dead.</summary>
    public TimeSpan Election { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Absolute path of the program; null to look where packages put it.</summary>
    public string? Program { get; init; }

    public string PeerUrl => string.Create(CultureInfo.InvariantCulture, $"{(Tls is null ? "http" : "https")}://{PeerHost}:{PeerPort}");

    /// <exception cref="ArgumentException">They cannot be used.</exception>
    public EtcdMemberOptions Checked()
    {
        if (Name.Length is 0 or > 64 || Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
            throw new ArgumentException("A node's name has 1 to 64 letters, digits, '-', '_' and '.'.");
        if (!Path.IsPathFullyQualified(Folder))
            throw new ArgumentException("The folder of a member is an absolute path.");
        if (PeerPort is < 1 or > 65535)
            throw new ArgumentException("The port of a member is a number from 1 to 65535.");
        if (Heartbeat < TimeSpan.FromMilliseconds(10) || Election < Heartbeat * 5 || Election > TimeSpan.FromSeconds(50))
            throw new ArgumentException("The heartbeat is at least 10 ms, the election timeout five heartbeats to 50 s.");
        return this;
    }

    /// <exception cref="EtcdMissingException">It is not installed.</exception>
    internal string FindProgram() => (Program ?? Sandbox.Find("etcd")) is { } path && File.Exists(path) ? path : throw new EtcdMissingException(Program);

    internal ImmutableArray<string> Arguments(EtcdMemberNote note, string data)
    {
        var clients = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{note.ClientPort}");
        var listen = string.Create(CultureInfo.InvariantCulture, $"{(Tls is null ? "http" : "https")}://{PeerBind}:{PeerPort}");
        return
        [
            "--name", Name, "--data-dir", data,
            "--listen-client-urls", clients, "--advertise-client-urls", NodeAddress.ToString().TrimEnd('/'),
            "--listen-peer-urls", listen, "--initial-advertise-peer-urls", PeerUrl,
            "--initial-cluster", note.InitialCluster, "--initial-cluster-state", note.Joins ? "existing" : "new", "--initial-cluster-token", ClusterName,
            "--heartbeat-interval", Milliseconds(Heartbeat), "--election-timeout", Milliseconds(Election), "--pre-vote",
            // Its own check makes who joins wait five seconds after whoever joined before. One that learns is no danger, and who
            // takes a member off looks first whether the others are a majority.
            "--strict-reconfig-check=false",
            // Old revisions are of use to those who resume a watch; an hour is long for that.
            "--auto-compaction-mode", "periodic", "--auto-compaction-retention", "1h",
            "--logger", "zap", "--log-level", "warn", "--log-outputs", "stderr",
            .. TlsArguments(),
        ];
    }

    private ImmutableArray<string> TlsArguments() => Tls is null
        ? []
        : ["--peer-cert-file", Tls.CertificateFile, "--peer-key-file", Tls.KeyFile, "--peer-trusted-ca-file", Tls.AuthorityFile, "--peer-client-cert-auth"];

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
