using System.Collections.Concurrent;
using System.Data.Common;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Rooms.Live;

/// <summary>Writes down, a moment behind the log, where each room is: what the next node, or the next start, begins from.</summary>
internal sealed class CheckpointWriter(RoomStateStore states, RoomStore rooms, ChatWriter chat, TimeProvider time, ILogger<CheckpointWriter> logger)
    : BackgroundService, IRoomObserver
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<RoomId, RoomView> _open = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    public void Observe(RoomFeed feed, RoomView view, RoomNews? news)
    {
        if (news is not null)
            _open[feed.Id] = view;
    }

    public void Forget(RoomFeed feed)
    {
    }

    /// <summary>All that was observed before is in the catalogue afterwards, when that answers; also what another was about to write.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_open.IsEmpty)
                await WriteAsync(cancellationToken);
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            RoomsLog.CheckpointUnwritten(logger, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await FlushAsync(stoppingToken);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        // Taken before the chat is written: what stands before a place that is written down is in the catalogue, and what is heard
        // meanwhile, words and place, is of the next turn.
        var taken = new Queue<(RoomId Room, RoomView View)>();
        foreach (var room in _open.Keys)
        {
            if (_open.TryRemove(room, out var view))
                taken.Enqueue((room, view));
        }

        try
        {
            await chat.FlushAsync(cancellationToken);
            while (taken.TryPeek(out var next))
            {
                await states.SaveAsync(next.Room, new(next.View.State, next.View.Position, next.View.Version), cancellationToken);
                await rooms.TouchAsync(next.Room, cancellationToken);
                taken.Dequeue();
            }
        }
        finally
        {
            foreach (var (room, view) in taken)
                _open.TryAdd(room, view); // for the next turn, unless there is a newer one
        }
    }
}
