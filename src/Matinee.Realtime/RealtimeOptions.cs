using Matinee.Realtime.Administration;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Connections;

namespace Matinee.Realtime;

/// <summary>Everything about the channel server that can be set.</summary>
public sealed class RealtimeOptions
{
    /// <summary>What this node is called among the others; has to differ from theirs. Empty: a random one.</summary>
    public string Node { get; set; } = "";

    /// <summary>The server API.</summary>
    public ServerApiOptions Api { get; } = new();

    public ConnectionOptions Connections { get; } = new();

    public DrainOptions Drain { get; } = new();

    public GuardOptions Guard { get; } = new();

    public ChannelOptions Channels { get; } = new();
}
