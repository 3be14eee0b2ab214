using Matinee.App.Nodes;
using Matinee.Testing.Time;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Matinee.Tests.Nodes;

public sealed class NodeExitTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly HostLife _host = new();
    private readonly NodeExit _exit;

    public NodeExitTests() => _exit = new NodeExit(_host, _time);

    [Fact]
    public void Without_work_every_mode_stops_the_host_at_once()
    {
        _exit.Begin(ExitMode.Drain);

        Assert.True(_host.IsStopping);
    }

    [Fact]
    public void A_drain_waits_for_the_last_hold_however_long()
    {
        using var first = _exit.Hold(TimeSpan.FromSeconds(1));
        var second = _exit.Hold(TimeSpan.FromSeconds(1));

        _exit.Begin(ExitMode.Drain);
        _time.Advance(TimeSpan.FromDays(1));
        second.Dispose();
        second.Dispose();

        Assert.True(_exit.Leaving.IsCancellationRequested);
        Assert.False(_exit.Hurry.IsCancellationRequested);
        Assert.False(_host.IsStopping);
        first.Dispose();
        Assert.True(_host.IsStopping);
    }

    [Fact]
    public void A_graceful_exit_waits_as_long_as_the_most_patient_hold()
    {
        using var first = _exit.Hold(TimeSpan.FromSeconds(5));
        using var second = _exit.Hold(TimeSpan.FromSeconds(25));

        _exit.Begin(ExitMode.Graceful);

        _time.Advance(TimeSpan.FromSeconds(24));
        Assert.False(_host.IsStopping);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_host.IsStopping);
    }

    [Fact]
    public void It_only_becomes_more_hasty()
    {
        using var hold = _exit.Hold(TimeSpan.FromMinutes(1));

        Assert.True(_exit.Begin(ExitMode.Graceful));
        Assert.False(_exit.Begin(ExitMode.Drain));
        Assert.True(_exit.Begin(ExitMode.Immediate));
        Assert.False(_exit.Begin(ExitMode.Graceful));

        Assert.Equal(ExitMode.Immediate, _exit.Mode);
        Assert.True(_exit.AtOnce.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(_host.IsStopping);
    }

    [Fact]
    public void A_host_that_stops_by_itself_leaves_gracefully()
    {
        _host.StopApplication();

        Assert.Equal(ExitMode.Graceful, _exit.Mode);
    }

    public void Dispose()
    {
        _exit.Dispose();
        _host.Dispose();
    }

    private sealed class HostLife : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public bool IsStopping => _stopping.IsCancellationRequested;

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
