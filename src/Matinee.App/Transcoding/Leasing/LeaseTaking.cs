using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>One look at the queue for all that wait: what is there, who gets it. Used by one loop at a time.</summary>
internal sealed class LeaseTaking(ReadyTaskStore queue, StragglerStore stragglers, LiveWorkers workers, IOptions<TranscodingOptions> options, TimeProvider time)
{
    /// <summary>Tasks given out in one transaction: small, so that several coordinators share a burst.</summary>
    public const int Batch = 32;

    // Where the head of the queue is avoided or kept for a companion, what lies behind it is looked at too.
    private const int FurtherDown = 96;
    private const int MostShapes = 64;
    private static readonly TimeSpan StragglersEvery = TimeSpan.FromSeconds(1);

    private readonly IPlacementPolicy _policy = Policy(options.Value.Balancing);
    private readonly HashSet<WorkShape> _fruitless = [];
    private readonly Dictionary<string, long> _served = [];
    private readonly StarvationTurn _turn = new();
    private long _turns;
    private long _lookedForStragglers;

    /// <param name="anew">Something may have changed since the last look; otherwise only shapes that were not looked for are.</param>
    public async Task<ImmutableArray<TakenTask>> TakeAsync(IReadOnlyCollection<LeaseWaiter> waiters, bool anew, CancellationToken cancellationToken)
    {
        var known = await workers.ReadAsync(waiters, cancellationToken);
        if (anew)
            _fruitless.Clear();
        List<WaitingWorker> waiting = [];
        foreach (var waiter in waiters)
        {
            if (known.GetValueOrDefault(waiter.Request.Worker.Id) is { TakesWork: true } worker && worker.Incarnation == waiter.Request.Worker.Incarnation)
                waiting.Add(new WaitingWorker(worker, waiter.Request, waiter.Ticket, _served.GetValueOrDefault(worker.Id.Value)));
        }

        ImmutableArray<WorkShape> shapes = [.. waiting.Select(worker => worker.Shape).Where(shape => shape.TakesAnything && !_fruitless.Contains(shape)).Distinct().Take(MostShapes)];
        if (shapes.IsEmpty)
            return [];
        var most = Math.Min(Batch, waiting.Count);
        var batch = await TakeAsync(new QueueView(most, _turn.IsDue));
        if (batch is { Seen: > 0, Tasks.IsEmpty: true })
            batch = await TakeAsync(new QueueView(most + FurtherDown, false));
        var tasks = batch.Tasks;
        if (tasks.IsEmpty)
        {
            _fruitless.UnionWith(shapes);
            tasks = await HelpAsync(waiting, cancellationToken);
        }

        Remember(tasks, known.Count);
        return tasks;

        Task<TakenBatch> TakeAsync(QueueView view) =>
            queue.TakeAsync(shapes, view, head => TaskPlacement.Assign(head, waiting, known.Values, _policy), cancellationToken);
    }

    internal static IPlacementPolicy Policy(Strategy strategy) => new AffinityPolicy(strategy switch
    {
        Strategy.RoundRobin => new RoundRobinPolicy(),
        Strategy.Capabilities => new CapabilitiesPolicy(),
        _ => new LeastLoadedPolicy(),
    });

    /// <summary>Idle while others struggle: takes a second attempt at what is slow.</summary>
    private async Task<ImmutableArray<TakenTask>> HelpAsync(List<WaitingWorker> waiting, CancellationToken cancellationToken)
    {
        List<WaitingWorker> idle = [.. waiting.Where(worker => worker.Request.Bulk > 0)];
        if (idle.Count == 0 || (_lookedForStragglers != 0 && time.GetElapsedTime(_lookedForStragglers) < StragglersEvery))
            return [];
        _lookedForStragglers = time.GetTimestamp();
        var taken = ImmutableArray.CreateBuilder<TakenTask>();
        foreach (var slow in await stragglers.FindAsync(cancellationToken))
        {
            List<WaitingWorker> able = [.. idle.Where(worker => worker.Fits(slow.Task) && !slow.Never.Contains(worker.Worker.Id))];
            if (able.Count == 0 || _policy.Choose(slow.Task, able) is not { } helper)
                continue;
            if (await stragglers.LeaseAsync(slow, helper, cancellationToken) is not { } row)
                continue;
            idle.Remove(helper);
            taken.Add(new TakenTask(row, helper));
        }

        return taken.ToImmutable();
    }

    private void Remember(ImmutableArray<TakenTask> tasks, int known)
    {
        foreach (var task in tasks)
        {
            _served[task.Worker.Worker.Id.Value] = ++_turns;
            if (task.Row.Lane != "light")
                _turn.Given();
        }

        // Workers come and go for months: what is remembered of their turns is no more than twice those that are known.
        if (_served.Count > Math.Max(256, 2 * known))
            _served.Clear();
    }
}

/// <summary>
/// Every eighth heavy task goes to the job that has waited longest, if that is too long: a low job under a flood of critical
/// ones is served at an eighth of the pace, and not never.
/// </summary>
internal sealed class StarvationTurn
{
    public const int Every = 8;

    private int _given;

    public bool IsDue => _given >= Every - 1;

    public void Given() => _given = IsDue ? 0 : _given + 1;
}
