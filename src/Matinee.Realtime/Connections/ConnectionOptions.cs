using System.ComponentModel.DataAnnotations;

namespace Matinee.Realtime.Connections;

/// <summary>Bounds of each connection.</summary>
public sealed class ConnectionOptions
{
    /// <summary>Bytes that may wait for a connection; what is more falls behind by its class.</summary>
    [Range(4 * 1024, 64 * 1024 * 1024)]
    public int QueueBytes { get; set; } = 256 * 1024;

    /// <summary>Frames that may wait for a connection.</summary>
    [Range(8, 100_000)]
    public int QueueFrames { get; set; } = 512;

    /// <summary>A write without progress for this long ends the connection; the client may reconnect.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan WriteStall { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Two lags within this time end the connection; the client may reconnect.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan LagWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Pings go out this often, +-20 %, so that they do not come in step.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>A ping without an answer for this long ends the connection.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:05:00")]
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A stream without a connect command for this long is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may outlive its token, so that a refresh is not too late.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ExpiryGrace { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>A connection without subscriptions and without commands ends after this.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The longest life of a connection.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Bytes of a message of a client, however many fragments it comes in.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MessageBytes { get; set; } = 64 * 1024;

    /// <summary>Messages from 512 bytes on are deflated for those who ask for it (RFC 7692).</summary>
    public bool Deflates { get; set; } = true;

    /// <summary>Channels of one connection.</summary>
    [Range(1, 100_000)]
    public int Channels { get; set; } = 128;

    /// <summary>Commands a connection may send in a second; as many again at once.</summary>
    [Range(1, 1_000_000)]
    public int CommandsPerSecond { get; set; } = 100;

    /// <summary>Connections of one user over the cluster.</summary>
    [Range(1, 1_000_000)]
    public int PerUser { get; set; } = 10;

    /// <summary>Connections of one address over the cluster, of those who said who they are.</summary>
    [Range(1, 10_000_000)]
    public int PerAddress { get; set; } = 2000;

    /// <summary>Streams of one address that have not said yet who they are; on each node.</summary>
    [Range(1, 10_000_000)]
    public int PerAddressWaiting { get; set; } = 20;

    /// <summary>Addresses and networks (<c>10.0.0.0/8</c>) whose connections are not counted by address. The machine's own never are, unless <see cref="CountsLoopback"/>.</summary>
    public string[] ExemptAddresses { get; set; } = [];

    /// <summary>The machine's own address is counted like any other.</summary>
    public bool CountsLoopback { get; set; }

    /// <summary>Connections over the cluster.</summary>
    [Range(1, 100_000_000)]
    public int Total { get; set; } = 100_000;

    /// <summary>Origins of pages that may connect, beside this server's own; <c>*</c> allows any.</summary>
    public string[] Origins { get; set; } = [];

    internal bool Exempts(System.Net.IPAddress address) => System.Net.IPAddress.IsLoopback(address) ? !CountsLoopback : ExemptAddresses.Any(known =>
        System.Net.IPAddress.TryParse(known, out var one) ? one.Equals(address) : System.Net.IPNetwork.TryParse(known, out var network) && network.Contains(address));
}
