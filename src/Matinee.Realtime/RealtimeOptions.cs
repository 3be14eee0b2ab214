using Matinee.Realtime.Channels;
using Matinee.Realtime.Connections;

namespace Matinee.Realtime;

/// <summary>Everything about the channel server that can be set.</summary>
public sealed class RealtimeOptions
{
    /// <summary>What this node is called among the others; has to differ from theirs. Empty: a random one.</summary>
    public string Node { get; set; } = "";

    /// <summary>For <c>/api/realtime</c>; requests bring it as <c>X-API-Key</c> or <c>Authorization: apikey KEY</c>. Empty: the host authorizes by itself, see <c>MapRealtime</c>.</summary>
    public string ApiKey { get; set; } = "";

    public ConnectionOptions Connections { get; } = new();

    public ChannelOptions Channels { get; } = new();
}
