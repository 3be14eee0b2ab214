using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Nodes;

/// <summary>
/// Who leads, and how nodes find each other. Without <c>Raft</c> and <c>Etcd</c> the nodes that share a catalogue agree on it there.
/// Section <c>Cluster</c>.
/// </summary>
public sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>Clusters of different names have nothing to do with each other.</summary>
    [Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,62}", ErrorMessage = "letters, digits, '.', '_' and '-', at most 63")]
    public string Name { get; set; } = "matinee";

    /// <summary>
    /// <c>[HOST:]PORT</c> of this node's member of the consensus. The other members reach it there; without a host they are on this machine.
    /// </summary>
    [RegularExpression(@"(?:(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):)?[0-9]{1,5}", ErrorMessage = "[HOST:]PORT")]
    public string? Raft { get; set; }

    /// <summary><c>HOST:RAFT</c> of one node or several, joined by commas, that are in the cluster already. The first node of a cluster has none.</summary>
    [RegularExpression(@"(?:(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5})(?:,(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5})*", ErrorMessage = "HOST:PORT, joined by commas")]
    public string? Peers { get; set; }

    /// <summary>Addresses of an etcd that runs elsewhere, joined by commas, instead of <c>Raft</c>: <c>http://HOST:2379</c>.</summary>
    [RegularExpression(@"https?://[^,\s]+(?:,https?://[^,\s]+)*", ErrorMessage = "http or https addresses, joined by commas")]
    public string? Etcd { get; set; }

    /// <summary>Where the other nodes reach this one: <c>http://HOST:PORT</c>. Unset: the host of <c>Raft</c>, or this machine, and the port of the server.</summary>
    [RegularExpression(@"https?://[^,\s/]+/?", ErrorMessage = "http://HOST:PORT")]
    public string? Address { get; set; }

    /// <summary>Name of the region that this node is in, for placing what is to be near; nodes of one region have the same.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,62}", ErrorMessage = "letters, digits, '.', '_' and '-', at most 63")]
    public string? Region { get; set; }

    /// <summary>Where this node stands: degrees north, with <c>Longitude</c>.</summary>
    [Range(-90.0, 90.0)]
    public double? Latitude { get; set; }

    /// <summary>Where this node stands: degrees east, with <c>Latitude</c>.</summary>
    [Range(-180.0, 180.0)]
    public double? Longitude { get; set; }

    /// <summary>PEM file of this member's certificate for the other members, with <c>PeerKeyFile</c> and <c>PeerAuthorityFile</c>. Each shows one of the same authority.</summary>
    public string? PeerCertificateFile { get; set; }

    /// <summary>PEM file of the key of <c>PeerCertificateFile</c>.</summary>
    public string? PeerKeyFile { get; set; }

    /// <summary>PEM file of the authority that issued the members' certificates.</summary>
    public string? PeerAuthorityFile { get; set; }

    /// <summary>Between two signs of life of the member that leads the consensus. Raise it with <c>ElectionTimeout</c> where members are far apart.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Silence after which the members elect another, at least five heartbeats. A machine that is busy for so long is taken for dead.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:50")]
    public TimeSpan ElectionTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Silence of the leader's process after which another node may lead, where the consensus does not tell it sooner.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan LeaderLease { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>A node that does not lead answers writes that need the leader with 307 and its address, instead of forwarding them.</summary>
    public bool RedirectToLeader { get; set; }

    /// <summary>Begins a new cluster although the catalogue names one, whose disks are all lost. Unset it afterwards, and restore a backup.</summary>
    public bool BeginAnew { get; set; }

    /// <summary>How long a new node asks to be let in.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan JoinPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Between two blocks about the cluster in the log of each node.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StatusEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two backups of the registry into <c>DATA/backups</c> of the node that leads. 0 makes none.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan BackupEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Backups that are kept, the newest.</summary>
    [Range(1, 1000)]
    public int BackupsKept { get; set; } = 24;

    /// <summary>The nodes have a consensus besides their catalogue.</summary>
    public bool HasConsensus => Raft is not null || Etcd is not null;

    internal bool IsTimingValid() => ElectionTimeout >= Heartbeat * 5;

    internal bool IsLocationValid() => Latitude is null == Longitude is null;

    internal bool IsPlaceValid() => Raft is null || Etcd is null;

    internal bool ArePeersValid() => Peers is null || Raft is not null;

    internal bool IsTlsValid() => (PeerCertificateFile, PeerKeyFile, PeerAuthorityFile) is (null, null, null) or (not null, not null, not null);
}

[OptionsValidator]
internal sealed partial class ClusterOptionsValidator : IValidateOptions<ClusterOptions>;
