using Matinee.Realtime.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Administration;

/// <summary>What the channel server does by itself: listens to the other nodes, looks after presence and channels, and parts from its clients at the end.</summary>
internal sealed class RealtimeWorker(RealtimeCare care, NodeBoards boards, NodeOrders orders, ConnectionDrain drain, TimeProvider time, ILogger<RealtimeWorker> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await care.GreetStoreAsync(cancellationToken);
        await boards.StartAsync(cancellationToken);
        await orders.StartAsync(cancellationToken);
        await care.SampleClockAsync(cancellationToken);
        _running = RunAsync(_stop.Token);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before the web server stops: it would wait for streams that nobody ends.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => drain.RunAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running;
        await orders.DisposeAsync();
        await boards.DisposeAsync();
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            for (var beat = 0L; await timer.WaitForNextTickAsync(cancellationToken); beat++)
                await TickAsync(beat, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task TickAsync(long beat, CancellationToken cancellationToken)
    {
        try
        {
            care.Channels.TellJoins(beat);
            if (beat % 4 != 0)
                return;
            await boards.TickAsync();
            await care.Channels.LookAsync(cancellationToken);
            if (beat % 20 == 0)
                await care.SampleClockAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            RealtimeLog.CommandFailed(logger, nameof(RealtimeWorker), e);
        }
    }
}
