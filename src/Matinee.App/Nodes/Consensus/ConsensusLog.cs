using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Consensus;

/// <summary>Event ids 6150 to 6169.</summary>
internal static partial class ConsensusLog
{
    [LoggerMessage(6150, LogLevel.Information, "the member of the consensus runs as process {Pid}")]
    public static partial void MemberStarted(ILogger log, int pid);

    [LoggerMessage(6151, LogLevel.Error, "the member of the consensus ended: {Reason}")]
    public static partial void MemberEnded(ILogger log, string reason);

    [LoggerMessage(6152, LogLevel.Critical, "{Node} was removed from the cluster, and stops. To have it join again, delete {Folder} and start it with --peers")]
    public static partial void Removed(ILogger log, string node, string folder);

    [LoggerMessage(6153, LogLevel.Information, "{Member} has caught up and has a vote now")]
    public static partial void Promoted(ILogger log, string member);

    [LoggerMessage(6154, LogLevel.Warning, "{Member} was let in and did not start; it is taken off again")]
    public static partial void GivenUp(ILogger log, string member);

    [LoggerMessage(6155, LogLevel.Information, "{Member} is let into the cluster")]
    public static partial void Admitted(ILogger log, string member);

    [LoggerMessage(6156, LogLevel.Information, "the registry was backed up to {Path}: {Entries} entries")]
    public static partial void BackedUp(ILogger log, string path, int entries);

    [LoggerMessage(6157, LogLevel.Error, "the registry could not be backed up; it is tried again with the next one")]
    public static partial void NotBackedUp(ILogger log, Exception exception);

    [LoggerMessage(6158, LogLevel.Critical, "{Trouble}. This node is not ready until there is room, and goes on by itself then")]
    public static partial void NoRoomOnDisk(ILogger log, string trouble);

    [LoggerMessage(6159, LogLevel.Information, "there is room again on the disk of the consensus")]
    public static partial void DiskHasRoom(ILogger log);
}
