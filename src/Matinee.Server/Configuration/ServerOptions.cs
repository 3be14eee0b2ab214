using System.ComponentModel.DataAnnotations;

namespace Matinee.Server.Configuration;

/// <summary>The process itself: where it listens and where it keeps its files.</summary>
public sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>Address to listen on; <c>*</c> is every address of the machine.</summary>
    [Required]
    public string Bind { get; set; } = "*";

    /// <summary>Port of the page and the API. 0 takes a free one, which is printed when ready.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 8080;

    /// <summary>A second port that answers <c>/metrics</c>, <c>/health</c> and <c>/ready</c> only; when it is set, <c>/metrics</c> leaves the first.</summary>
    [Range(1, 65535)]
    public int? MetricsPort { get; set; }

    /// <summary>Folder of the catalogue, the objects, the secret and the work files. One server at a time.</summary>
    [Required]
    public string Data { get; set; } = "data";

    /// <summary>Name of this node in logs, metrics and <c>X-HLS-Node</c>. Unset: the machine's name.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,62}", ErrorMessage = "letters, digits, '.', '_' and '-', at most 63")]
    public string? Node { get; set; }

    /// <summary>
    /// What this process does, joined by commas: <c>web</c> serves the pages (and needs <c>api</c>), <c>api</c> serves <c>/api</c> and <c>/hls</c>,
    /// <c>coordinator</c> turns uploads into jobs and sees them through, <c>worker</c> encodes. Every process has the probes and the metrics.
    /// </summary>
    [RegularExpression("(web|api|coordinator|worker)(,(web|api|coordinator|worker))*", ErrorMessage = "web, api, coordinator, worker, joined by commas")]
    public string Roles { get; set; } = "web,api,coordinator,worker";

    /// <summary>The secret that every key is derived from, at least 32 bytes. Unset: made once in <c>DATA/secret</c>.</summary>
    [MinLength(32, ErrorMessage = "at least 32 bytes")]
    public string? Secret { get; set; }

    /// <summary>How long a stopping server lets running requests end. Orchestrators kill after 30 s as a rule.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may take to send its request line and headers. Short, so that slow headers hold nothing.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest body of a request that is not an upload. Uploads have limits of their own.</summary>
    [Range(16 * 1024, 64 * 1024 * 1024)]
    public long MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Slowest body a client may send or read, in bytes a second, after five seconds of grace. A modem does 5,000.</summary>
    [Range(1, 1_000_000)]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>Open connections of all clients together; further ones are closed at once. WebSockets of clients that are known are counted by <c>Connections:Total</c> instead.</summary>
    [Range(10, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;
}
