using System.Collections;
using System.CommandLine;
using System.Globalization;
using Matinee.Server.Configuration;

namespace Matinee.Server.Verbs;

/// <summary>The flags of <c>serve</c> and <c>config</c>, and the settings they stand for.</summary>
internal sealed class ServerFlags
{
    private readonly Option<string?> _config = new("--config") { Description = "A JSON file of settings.", HelpName = "FILE" };

    private readonly (Option<string?> Flag, string Key)[] _text =
    [
        (new("--data") { Description = "Folder of everything this server keeps (default: data).", HelpName = "DIR" }, "Server:Data"),
        (new("--bind") { Description = "Address to listen on (default: all).", HelpName = "ADDR" }, "Server:Bind"),
        (new("--node") { Description = "Name of this node (default: the machine's).", HelpName = "ID" }, "Server:Node"),
        (new("--roles") { Description = "Any of web,api,coordinator,worker (default: all).", HelpName = "ROLES" }, "Server:Roles"),
        (new("--cluster") { Description = "Name of the cluster (default: matinee).", HelpName = "NAME" }, "Cluster:Name"),
        (new("--raft") { Description = "Port of this node's member of the consensus; with a host where the members are on several machines.", HelpName = "[HOST:]PORT" }, "Cluster:Raft"),
        (new("--peers") { Description = "Nodes that are in the cluster already; the first node has none.", HelpName = "HOST:RAFT,..." }, "Cluster:Peers"),
        (new("--region") { Description = "Region that this node is in.", HelpName = "R" }, "Cluster:Region"),
        (new("--lat") { Description = "Where this node stands: degrees north.", HelpName = "N" }, "Cluster:Latitude"),
        (new("--lon") { Description = "Where this node stands: degrees east.", HelpName = "N" }, "Cluster:Longitude"),
    ];

    private readonly (Option<int?> Flag, string Key)[] _numbers =
    [
        (new("--port") { Description = "Port to listen on; 0 takes a free one (default: 8080).", HelpName = "PORT" }, "Server:Port"),
        (new("--metrics-port") { Description = "A port of its own for /metrics.", HelpName = "PORT" }, "Server:MetricsPort"),
        (new("--workers") { Description = "Tasks encoded at once (default: one a core; 0: none).", HelpName = "N" }, "Worker:Slots"),
    ];

    public void AddTo(Command command)
    {
        foreach (var (flag, _) in _text)
            command.Add(flag);
        foreach (var (flag, _) in _numbers)
            command.Add(flag);
        command.Add(_config);
    }

    /// <param name="defaults">What holds where nothing else is said.</param>
    public ServerConfiguration Load(ParseResult result, IReadOnlyDictionary<string, string?>? defaults = null)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (flag, key) in _text)
            values[key] = result.GetValue(flag);
        foreach (var (flag, key) in _numbers)
            values[key] = result.GetValue(flag)?.ToString(CultureInfo.InvariantCulture);
        IDictionary environment = Environment.GetEnvironmentVariables();
        return ServerConfiguration.Load(result.GetValue(_config), values, environment, defaults);
    }
}
