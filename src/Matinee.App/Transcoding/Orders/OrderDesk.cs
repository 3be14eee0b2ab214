using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Library;
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
    OrderStore store, OrderInputs inputs, EncoderChoice encoders, JobOutcomes outcomes, TaskSignals signals, JobEventFeed events)
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
        var order = await inputs.FindAsync(draft, user, rules, cancellationToken);
        if (!await encoders.IsThereAsync(wishes.VideoCodec, cancellationToken))
            rules.Refuse("params.videoCodec", $"No worker that is here can encode {wishes.VideoCodec}; GET /api/workers tells what each can.");
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
