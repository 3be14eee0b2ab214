using System.Data.Common;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>Where a poll becomes a task with all that its worker has to know.</summary>
internal sealed class LeaseDesk(LeaseDispatcher dispatcher, TaskBriefs briefs, TaskNews news, GiveBack giveBack)
{
    public async Task<LeasedTask?> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        if (await dispatcher.NextAsync(request, cancellationToken) is not { } task)
            return null;
        try
        {
            // Not cancelled half-way: a task that is taken must reach its worker.
            var brief = await briefs.ForAsync(task, CancellationToken.None);
            news.Started(task);
            return brief;
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            await giveBack.ReleaseAsync(task.Lease);
            throw;
        }
    }
}
