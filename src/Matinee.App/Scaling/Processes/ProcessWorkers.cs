using System.Globalization;
using Matinee.App.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Scaling.Processes;

/// <summary>
/// Workers as processes of this machine, below <c>DATA/workers/NAME</c>. They die with this process and come back under the
/// same names, so that what they held is free again as soon as they register.
/// </summary>
internal sealed class ProcessWorkers : IWorkerExecutor, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WorkerCommand _command;
    private readonly NodeExit _exit;
    private readonly ScalingMeters _meters;
    private readonly TimeProvider _time;
    private readonly ILogger<ProcessWorkers> _logger;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, WorkerChild> _children = [];
    private readonly List<CancellationTokenRegistration> _registrations;
    private TaskCompletionSource _changed = NewSignal();

    public ProcessWorkers(
        WorkerCommand command, NodeExit exit, IOptions<ScalingOptions> options, ScalingMeters meters, TimeProvider time, ILogger<ProcessWorkers> logger)
    {
        (_command, _exit, _meters, _time, _logger) = (command, exit, meters, time, logger);
        Most = options.Value.MostProcesses ?? Math.Max(2, Environment.ProcessorCount);
        SlotsPerWorker = Math.Min(options.Value.SlotsPerWorker, Environment.ProcessorCount);
        _registrations = [exit.Leaving.Register(Pass), exit.Hurry.Register(Pass), exit.AtOnce.Register(Pass)];
    }

    public string Name => "processes";

    public int Most { get; }

    public int SlotsPerWorker { get; }

    public bool BelongsToNode => true;

    public Task<IReadOnlyList<StartedWorker>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<StartedWorker>>([.. _children.Values.Select(child => new StartedWorker(child.Name, child.Trouble))]);
    }

    public Task EnsureAsync(int total, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            while (_exit.Mode is null && _children.Count < Math.Min(total, Most))
                Start(Enumerable.Range(1, Most).First(number => !_children.ContainsKey(number)));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(string name, int remaining, CancellationToken cancellationToken)
    {
        lock (_lock)
            _children.Values.FirstOrDefault(child => child.Name == name)?.End(ExitMode.Graceful);
        return Task.CompletedTask;
    }

    public Task ChangedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _changed.Task.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Start(int number)
    {
        var name = $"{_command.NodeId}-{number.ToString(CultureInfo.InvariantCulture)}";
        var child = new WorkerChild(name, log => _command.ForAsync(name, SlotsPerWorker, log), _meters, _time, _logger);
        _children[number] = child;
        _ = KeepAsync(number, child);
    }

    /// <summary>The boundary of one child: the others go on whatever happens to it.</summary>
    private async Task KeepAsync(int number, WorkerChild child)
    {
        using var hold = _exit.Hold(Patience);
        try
        {
            await child.RunAsync(_command.LogFileOf(child.Name), Signal);
        }
        catch (Exception e)
        {
            ScalingLog.ProcessRefused(_logger, child.Name, e.Message);
        }

        lock (_lock)
            _children.Remove(number);
        Signal();
    }

    /// <summary>How this process leaves is how its workers leave: they hand in through it.</summary>
    private void Pass()
    {
        if (_exit.Mode is not { } mode)
            return;
        lock (_lock)
        {
            foreach (var child in _children.Values)
                child.End(mode);
        }
    }

    private void Signal()
    {
        lock (_lock)
            Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
