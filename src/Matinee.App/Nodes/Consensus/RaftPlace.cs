using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Matinee.Cluster.Etcd;

namespace Matinee.App.Nodes.Consensus;

/// <summary>What the options say of this node's member: where it is, and whom it asks.</summary>
internal sealed record RaftPlace(EtcdMemberOptions Member, IReadOnlyList<Uri> Peers, bool IsOpen)
{
    private const string Here = "127.0.0.1";

    /// <param name="port">Of the server.</param>
    public static RaftPlace Of(ClusterOptions options, NodeIdentity node, string bind, int port)
    {
        var (host, raft) = Split(options.Raft ?? throw new InvalidOperationException("Cluster:Raft is unset."));
        var tls = options is { PeerCertificateFile: { } certificate, PeerKeyFile: { } key, PeerAuthorityFile: { } authority }
            ? new EtcdPeerTls(Path.GetFullPath(certificate), Path.GetFullPath(key), Path.GetFullPath(authority)) : null;
        var isHere = host is null or "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        var member = new EtcdMemberOptions
        {
            Name = node.Id,
            Folder = Path.Combine(node.DataFolder, "raft"),
            NodeAddress = new Uri(options.Address ?? string.Create(CultureInfo.InvariantCulture, $"http://{host ?? Here}:{port}")),
            PeerPort = raft,
            PeerHost = host ?? "localhost",
            PeerBind = isHere ? Here : IPAddress.TryParse(bind, out _) ? bind : "0.0.0.0",
            ClusterName = options.Name,
            Tls = tls,
            Heartbeat = options.Heartbeat,
            Election = options.ElectionTimeout,
        };
        var scheme = tls is null ? "http" : "https";
        return new RaftPlace(member, [.. (options.Peers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(peer => new Uri($"{scheme}://{peer}"))], !isHere && tls is null);
    }

    /// <summary>Shows this member's certificate, and takes those of its authority alone.</summary>
    public HttpClient Connect()
    {
        if (Member.Tls is not { } tls)
            return EtcdHttp.Create();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(tls.AuthorityFile);
        return EtcdHttp.Create(new SslClientAuthenticationOptions
        {
            ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile), null, offline: true),
            CertificateChainPolicy = policy,
        });
    }

    private static (string? Host, int Port) Split(string raft)
    {
        var cut = raft.LastIndexOf(':');
        return (cut < 0 ? null : raft[..cut], int.Parse(raft.AsSpan(cut + 1), CultureInfo.InvariantCulture));
    }
}
