using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding.Leasing;

/// <summary>
/// A worker of the simulation. It beats, works, finishes, fails, lies, hangs, is stopped for a while, dies with its leases and
/// tries to hand them in when it is back.
/// </summary>
internal sealed class SimulatedWorker(TranscodingHost host, string name, double badness, Random chance)
{
    private const int Slots = 2;

    private readonly List<Attempt> _running = [];
    private readonly List<TaskLease> _late = [];
    private WorkerRegistration? _registration;
    private int _absent;

    /// <summary>Tasks whose completion was accepted from this worker.</summary>
    public List<TaskId> Committed { get; } = [];

    /// <summary>Of a task that no worker can do.</summary>
    public required Func<TaskId, bool> IsPoison { get; init; }

    public async Task TickAsync()
    {
        if (_absent > 0)
        {
            _absent--;
            return;
        }

        if (_registration is null)
        {
            _registration = await host.RegisterAsync(name, Slots);
            foreach (var lease in _late)
                await HandInAsync(lease);
            _late.Clear();
        }

        if (chance.NextDouble() < 0.02)
        {
            Die();
            return;
        }

        // Stopped, as by a debugger: it believes in its leases when it goes on.
        if (chance.NextDouble() < 0.02)
        {
            _absent = chance.Next(2, 25);
            return;
        }

        await BeatAsync();
        if (_registration is { } worker && _running.Count < Slots && await host.PollAsync(worker, bulk: Slots - _running.Count) is { } task)
            _running.Add(new Attempt(task.Lease, chance.NextDouble() < 0.03, chance.Next(5, 40)));
        foreach (var attempt in _running.ToArray())
            await WorkAsync(attempt);
    }

    private void Die()
    {
        _late.AddRange(_running.Select(attempt => attempt.Lease));
        _running.Clear();
        _registration = null;
        _absent = chance.Next(1, 30);
    }

    private async Task BeatAsync()
    {
        var reply = await host.Get<ITaskQueue>().HeartbeatAsync(
            new WorkerBeat(_registration!, [.. _running.Select(a => new TaskPulse(a.Lease, a.Frames, 0))]), TestContext.Current.CancellationToken); // registered by the caller
        if (reply is null)
        {
            _running.Clear();
            _registration = null;
            return;
        }

        var gone = _running.Where((_, i) => reply.Replies[i] != TaskReply.Continue).ToArray();
        Array.ForEach(gone, attempt => _running.Remove(attempt));
    }

    private async Task WorkAsync(Attempt attempt)
    {
        if (attempt.Hangs)
            return;
        attempt.Frames += attempt.Pace;
        if (attempt.Frames < 100)
            return;
        _running.Remove(attempt);
        if (IsPoison(attempt.Lease.Task) || chance.NextDouble() < badness)
        {
            var fault = chance.Next(3) switch { 0 => FaultClass.Verification, 1 => FaultClass.Infrastructure, _ => FaultClass.Worker };
            await host.Get<ITaskQueue>().FailAsync(new TaskFault(attempt.Lease, fault, "x", "It broke.", 1), TestContext.Current.CancellationToken);
        }
        else
        {
            await HandInAsync(attempt.Lease);
        }
    }

    /// <summary>Accepted exactly when the row still holds the lease.</summary>
    private async Task HandInAsync(TaskLease lease)
    {
        var held = (await host.TaskAsync(lease.Task)).IsHeld(lease.Epoch);
        var accepted = (await host.CommitAsync(lease)).Task is not null;
        Assert.Equal(held, accepted);
        if (accepted)
            Committed.Add(lease.Task);
    }

    private sealed class Attempt(TaskLease lease, bool hangs, int pace)
    {
        public TaskLease Lease { get; } = lease;

        public bool Hangs { get; } = hangs;

        public int Pace { get; } = pace;

        public long Frames { get; set; }
    }
}
