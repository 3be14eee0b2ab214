using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.App.Transcoding.Events;

namespace Matinee.App.Transcoding.Orders;

/// <summary>What became of an order.</summary>
internal abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <param name="Created">False: the same was under way already.</param>
    public sealed record Taken(JobRow Job, bool Created) : OrderOutcome;

    public sealed record Wrong(IReadOnlyDictionary<string, string[]> Fields) : OrderOutcome;

    /// <summary>Something else is under way for the same video.</summary>
    public sealed record Busy(string Why) : OrderOutcome;
}

/// <summary>Takes orders: looks at the wishes and at the input, and begins the job.</summary>
internal sealed class OrderDesk(
    OrderStore store, VideoAccess access, IObjectStore objects, JobOutcomes outcomes, TaskSignals signals, JobEventFeed events)
{
    private static readonly VideoFailure Replaced = new("replaced", "Replaced by an order", "A job with other settings was ordered for this video before this one was done.");

    public async Task<OrderOutcome> TakeAsync(JobOrderBody body, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var rules = new OrderRules();
        var segmented = body.Segmented ?? false;
        var wishes = rules.Params(body.Params, segmented, body.Output);
        var draft = new JobOrder(
            user.UserId(), body.Input?.Trim() ?? "", null, default, 0, segmented, rules.OutputName(body.Output, segmented, wishes.Container ?? "mp4"),
            wishes, rules.Priority(body.Priority), rules.Affinity(body.Affinity));
        var order = await FindInputAsync(draft, user, rules, cancellationToken);
        return order is null || rules.Broken.Count > 0 ? new OrderOutcome.Wrong(rules.Broken) : await BeginAsync(order, cancellationToken);
    }

    public async Task<bool> PrioritiseAsync(JobRow job, int priority, CancellationToken cancellationToken)
    {
        if (!await store.PrioritiseAsync(job.JobId, priority, cancellationToken))
            return false;
        signals.WorkArrived();
        return true;
    }

    public async Task<bool> CancelTaskAsync(JobRow job, TaskId task, CancellationToken cancellationToken)
    {
        if (await store.CancelTaskAsync(job, task, cancellationToken) is null)
            return false;
        events.Wake();
        signals.JobChanged(job.JobId);
        return true;
    }

    /// <summary>The order with what it is of; null, and the rule it breaks, when there is no such thing for the caller.</summary>
    private async Task<JobOrder?> FindInputAsync(JobOrder order, ClaimsPrincipal user, OrderRules rules, CancellationToken cancellationToken)
    {
        if (VideoId.TryParse(order.Input, null, out var id))
        {
            if (await access.ForEditingAsync(id, user, cancellationToken) is not { } video)
                rules.Refuse("input", "There is no such video of yours.");
            else if (video.Source is not { } source)
                rules.Refuse("input", "The upload of this video is not complete yet.");
            else
                return order with { Video = video, Owner = order.Segmented ? video.OwnerId : order.Owner, Source = source.Key, SourceBytes = source.Bytes };
            return null;
        }

        if (!user.IsAdmin() || !ObjectKey.TryParse(order.Input, out var key))
            rules.Refuse("input", user.IsAdmin() ? "The input is the id of a video, or the key of an object in the store." : "The input is the id of a video of yours.");
        else if (order.Segmented)
            rules.Refuse("input", "A segmented job is of a video: upload the file, then order with the video's id.");
        else if (await objects.HeadAsync(key, cancellationToken) is not { } stored)
            rules.Refuse("input", "There is no such object in the store.");
        else
            return order with { Source = key, SourceBytes = stored.Bytes };
        return null;
    }

    private async Task<OrderOutcome> BeginAsync(JobOrder order, CancellationToken cancellationToken)
    {
        // Twice: the automatic encode of a fresh upload steps aside for an order, once.
        for (var attempt = 0; ; attempt++)
        {
            var (job, created) = await store.CreateAsync(order, cancellationToken);
            if (created)
            {
                if (!job.IsFile)
                    await outcomes.BeganAsync(job, cancellationToken);
                signals.WorkArrived();
                signals.JobChanged(job.JobId);
                return new OrderOutcome.Taken(job, true);
            }

            if (JobParams.Read(job.Params) == order.Params && job.Affinity == order.Affinity)
            {
                if (job.Priority < order.Priority)
                    await PrioritiseAsync(job, order.Priority, cancellationToken);
                return new OrderOutcome.Taken(job, false);
            }

            if (attempt > 0 || job.IsOrdered)
                return new OrderOutcome.Busy($"Job {job.Id} of this video is under way with other settings. Wait for it, or cancel it first.");
            await outcomes.StopAsync(job, "cancelled", Replaced, cancellationToken);
        }
    }
}
