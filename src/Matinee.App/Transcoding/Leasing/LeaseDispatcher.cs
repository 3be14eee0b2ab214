using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>
/// Holds the polls of this node's workers and gives tasks to them: one loop, which looks at the queue when it is woken and
/// once a second, and sleeps when nobody waits. A thousand idle workers cost what one costs.
/// </summary>
internal sealed class LeaseDispatcher(LeaseTaking taking, GiveBack giveBack, TaskSignals signals, TimeProvider time, ILogger<LeaseDispatcher> logger) : IDisposable
{
    /// <summary>Polls held at a time; a further one is sent away.</summary>
    internal const int MostWaiting = 4096;

    // A retry becomes due, and another node frees a task, without a wake.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LeaseWaiter> _waiting = [];
    private readonly CancellationTokenSource _stopped = new();
    private TaskCompletionSource _arrived = New();
    private bool _running;
    private long _ticket;

    /// <summary>
    /// The task that the strategy finds for this worker; null when the patience ended, or the same worker asked again
    /// meanwhile. Throws when cancelled before a task was handed over: then there is none to give back.
    /// </summary>
    /// <exception cref="DbException">The catalogue does not answer.</exception>
    public async Task<TaskRow?> NextAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Enter(request) is not { } waiter)
        {
            await Task.Delay(Shorter(request.Patience, LookEvery), time, cancellationToken);
            return null;
        }

        try
        {
            await using (cancellationToken.Register(() => waiter.Cancel(cancellationToken)))
                return await waiter.Ended;
        }
        finally
        {
            Leave(waiter);
        }
    }

    public void Dispose()
    {
        if (!_stopped.IsCancellationRequested)
            _stopped.Cancel();
    }

    private LeaseWaiter? Enter(LeaseRequest request)
    {
        lock (_gate)
        {
            var name = request.Worker.Id.Value;
            if (_waiting.Remove(name, out var earlier))
                earlier.EndEmpty();
            if (_waiting.Count >= MostWaiting || _stopped.IsCancellationRequested)
                return null;
            var waiter = new LeaseWaiter(request, ++_ticket, time.GetTimestamp());
            _waiting.Add(name, waiter);
            if (_running)
                _arrived.TrySetResult();
            else
                _ = Task.Run(RunAsync);
            _running = true;
            return waiter;
        }
    }

    private void Leave(LeaseWaiter waiter)
    {
        lock (_gate)
        {
            if (_waiting.GetValueOrDefault(waiter.Request.Worker.Id.Value) == waiter)
                _waiting.Remove(waiter.Request.Worker.Id.Value);
        }
    }

    private async Task RunAsync()
    {
        var work = Task.CompletedTask;
        var looked = 0L;
        while (Waiting() is { } now)
        {
            var (waiting, arrived) = now;
            var anew = work.IsCompleted || time.GetElapsedTime(looked) >= LookEvery || waiting.Any(waiter => !waiter.WasServed && IsHasty(waiter));
            if (anew)
                (work, looked) = (signals.NextWork, time.GetTimestamp());
            if (await LookAsync(waiting, anew) || EndExpired(waiting))
                continue;
            await SleepAsync(waiting, work, arrived, looked);
        }
    }

    // A poll that does not wait must see what is there now; one that does, sees it within a second.
    private static bool IsHasty(LeaseWaiter waiter) => waiter.Request.Patience < LookEvery;

    /// <summary>Null when nobody waits: the loop has ended, and the next poll begins another.</summary>
    private (ImmutableArray<LeaseWaiter> Waiting, Task Arrived)? Waiting()
    {
        lock (_gate)
        {
            if (_stopped.IsCancellationRequested)
            {
                foreach (var waiter in _waiting.Values)
                    waiter.EndEmpty();
                _waiting.Clear();
            }

            if (_waiting.Count == 0)
            {
                _running = false;
                return null;
            }

            if (_arrived.Task.IsCompleted)
                _arrived = New();
            return ([.. _waiting.Values], _arrived.Task);
        }
    }

    /// <returns>True when something was given out, so that there may be more.</returns>
    private async Task<bool> LookAsync(ImmutableArray<LeaseWaiter> waiting, bool anew)
    {
        try
        {
            var taken = await taking.TakeAsync(waiting, anew, CancellationToken.None);
            var byWorker = waiting.ToDictionary(waiter => waiter.Request.Worker.Id.Value);
            foreach (var task in taken)
                await HandOverAsync(byWorker[task.Worker.Worker.Id.Value], task.Row);
            foreach (var waiter in waiting)
                waiter.WasServed = true;
            return !taken.IsEmpty;
        }
        catch (Exception e)
        {
            // The loop's boundary: whoever waits hears of it, and asks again in their own time.
            TranscodingLog.DispatchFailed(logger, e);
            foreach (var waiter in waiting)
            {
                Leave(waiter);
                waiter.Fail(e);
            }

            return true;
        }
    }

    private async Task HandOverAsync(LeaseWaiter waiter, TaskRow task)
    {
        Leave(waiter);
        if (!waiter.TryHandOver(task))
            await giveBack.ReleaseAsync(task.Lease);
    }

    private bool EndExpired(ImmutableArray<LeaseWaiter> waiting)
    {
        var any = false;
        foreach (var waiter in waiting)
        {
            if (time.GetElapsedTime(waiter.Arrived) < waiter.Request.Patience)
                continue;
            Leave(waiter);
            waiter.EndEmpty();
            any = true;
        }

        return any;
    }

    private async Task SleepAsync(ImmutableArray<LeaseWaiter> waiting, Task work, Task arrived, long looked)
    {
        var left = LookEvery - time.GetElapsedTime(looked);
        foreach (var waiter in waiting)
            left = Shorter(left, waiter.Request.Patience - time.GetElapsedTime(waiter.Arrived));
        if (left <= TimeSpan.Zero)
            return;
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        await Task.WhenAny(work, arrived, Task.Delay(left, time, awake.Token));
        await awake.CancelAsync();
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
