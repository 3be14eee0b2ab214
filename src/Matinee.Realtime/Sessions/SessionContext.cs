using Matinee.Realtime.Channels;
using Matinee.Realtime.Clocks;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Presence;
using Matinee.Realtime.Usage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.Realtime.Sessions;

/// <summary>What every session leans on.</summary>
internal sealed record SessionContext(
    IChannelPolicy Policy, ChannelHub Hub, PresenceBoard Presence, SessionRegistry Registry, UsageBoard Usage, AddressGate Gate, IOptions<ConnectionOptions> Connections,
    IOptions<ChannelOptions> Channels, NodeName Node, ClusterClock Clock, RealtimeMeters Meters, TimeProvider Time, ILogger<SessionContext> Logger);
