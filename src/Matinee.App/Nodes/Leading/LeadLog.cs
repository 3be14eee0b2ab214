using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Leading;

/// <summary>Event ids 6110 to 6119.</summary>
internal static partial class LeadLog
{
    [LoggerMessage(6110, LogLevel.Information, "node became HLS cluster leader: {Node}, term {Term}")]
    public static partial void Leads(ILogger log, string node, ulong term);

    [LoggerMessage(6111, LogLevel.Information, "{Leader} leads the cluster, term {Term}")]
    public static partial void Follows(ILogger log, string leader, ulong term);

    [LoggerMessage(6112, LogLevel.Warning, "nobody leads the cluster, as far as this node can tell; writes wait for an election")]
    public static partial void NobodyLeads(ILogger log);

    [LoggerMessage(6113, LogLevel.Error, "a duty of the leader, {Duty}, could not be begun or ended; it is begun again with the next look")]
    public static partial void DutyFailed(ILogger log, string duty, Exception exception);
}
