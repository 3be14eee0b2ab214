using Microsoft.Extensions.Hosting;

namespace Matinee.App.Nodes;

/// <summary>
/// The way out of this process. Whoever has work under way holds it; the host stops when nobody does any more, or when the
/// patience of the mode is over. Asked again, it can only become more hasty. Until the host stops, requests are answered:
/// workers that this node started hand in through it.
/// </summary>
public sealed class NodeExit : IDisposable
{
    private static readonly TimeSpan AtOncePatience = TimeSpan.FromSeconds(3);

    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly CancellationTokenSource _atOnce = new();
    private readonly Lock _lock = new();
    private readonly List<NodeHold> _holds = [];
    private readonly List<ITimer> _deadlines = [];

    public NodeExit(IHostApplicationLifetime lifetime, TimeProvider time)
    {
        _lifetime = lifetime;
        _time = time;
        lifetime.ApplicationStopping.Register(() => Begin(ExitMode.Graceful));
    }

    /// <summary>Null while the process stays.</summary>
    public ExitMode? Mode { get; private set; }

    /// <summary>Cancelled by every mode: take nothing new.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>Cancelled by graceful and immediate: what does not end soon is given back.</summary>
    public CancellationToken Hurry => _hurry.Token;

    /// <summary>Cancelled by immediate.</summary>
    public CancellationToken AtOnce => _atOnce.Token;

    /// <summary>Keeps the host from stopping until it is disposed.</summary>
    /// <param name="patience">What a graceful exit waits for it at most; a drain waits without end.</param>
    public IDisposable Hold(TimeSpan patience)
    {
        var hold = new NodeHold(this, patience);
        lock (_lock)
            _holds.Add(hold);
        return hold;
    }

    /// <returns>False when the process is leaving already, as hastily or more.</returns>
    public bool Begin(ExitMode mode)
    {
        TimeSpan? patience;
        lock (_lock)
        {
            if (Mode >= mode)
                return false;
            Mode = mode;
            patience = mode switch
            {
                _ when _holds.Count == 0 => TimeSpan.Zero,
                ExitMode.Drain => null,
                ExitMode.Graceful => _holds.Max(hold => hold.Patience),
                _ => AtOncePatience,
            };
            if (patience > TimeSpan.Zero)
                _deadlines.Add(_time.CreateTimer(_ => _lifetime.StopApplication(), null, patience.Value, Timeout.InfiniteTimeSpan));
        }

        _leaving.Cancel();
        if (mode >= ExitMode.Graceful)
            _hurry.Cancel();
        if (mode == ExitMode.Immediate)
            _atOnce.Cancel();
        if (patience == TimeSpan.Zero)
            _lifetime.StopApplication();
        return true;
    }

    public void Dispose()
    {
        foreach (var deadline in _deadlines)
            deadline.Dispose();
        _leaving.Dispose();
        _hurry.Dispose();
        _atOnce.Dispose();
    }

    private void Release(NodeHold hold)
    {
        lock (_lock)
        {
            if (!_holds.Remove(hold) || _holds.Count > 0 || Mode is null)
                return;
        }

        _lifetime.StopApplication();
    }

    private sealed class NodeHold(NodeExit exit, TimeSpan patience) : IDisposable
    {
        public TimeSpan Patience => patience;

        public void Dispose() => exit.Release(this);
    }
}
