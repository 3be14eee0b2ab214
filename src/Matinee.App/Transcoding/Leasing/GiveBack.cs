using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>Returns tasks that were leased for somebody who is gone.</summary>
internal sealed class GiveBack(LeaseStore leases, TaskNews news, ILogger<GiveBack> logger)
{
    /// <summary>Ready again at once. When the catalogue does not answer, the lease runs out by itself.</summary>
    public async Task ReleaseAsync(TaskLease lease)
    {
        try
        {
            if (await leases.ReleaseAsync(lease, CancellationToken.None) is { } task)
                news.Lost(task);
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            TranscodingLog.GiveBackFailed(logger, lease.Task.Value, e);
        }
    }
}
