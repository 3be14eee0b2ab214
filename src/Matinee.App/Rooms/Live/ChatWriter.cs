using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Writes the chat of the rooms that this node follows to the catalogue, in batches behind the log. Other nodes write the same
/// messages; the first one does. What does not fit into memory while the catalogue is away is read from the log afterwards.
/// </summary>
internal sealed class ChatWriter(MessageStore messages, RoomLogReader log, TimeProvider time, ILogger<ChatWriter> logger) : BackgroundService, IRoomObserver
{
    private const int MostWaiting = 10_000;
    private const int Batch = 200;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    // Full: the room is noted, and its log is read once the catalogue takes messages again.
    private readonly Channel<(RoomId Room, ChatMessage Message)> _waiting =
        Channel.CreateBounded<(RoomId, ChatMessage)>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly ConcurrentDictionary<RoomId, bool> _missed = new();

    // Of whoever has the turn; what it could not write before it was called off, the next one writes.
    private readonly List<(RoomId Room, ChatMessage Message)> _batch = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _woken = new(0, 1);

    public override void Dispose()
    {
        _turn.Dispose();
        _woken.Dispose();
        base.Dispose();
    }

    public void Observe(RoomFeed feed, RoomView view, RoomNews? news)
    {
        if (news is RoomNews.Chatted chatted)
            Offer(feed.Id, chatted.Message);
        else if (news is null)
            Miss(feed.Id); // whoever wrote down where the room is may not have written its last words
    }

    public void Forget(RoomFeed feed)
    {
    }

    /// <summary>All that was said before is in the catalogue afterwards, when broker and catalogue answer.</summary>
    public async Task FlushAsync(RoomFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            await feed.CatchUpAsync(cancellationToken);
        }
        catch (BrokerUnavailableException)
        {
            // What the broker has is read when it is back.
        }

        await FlushAsync(readMissed: true, cancellationToken);
    }

    /// <summary>All that was heard before is in the catalogue afterwards.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => FlushAsync(readMissed: false, cancellationToken);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Gather, time, stoppingToken);
            await FlushAsync(readMissed: true, stoppingToken);
            await _woken.WaitAsync(stoppingToken);
        }
    }

    private void Offer(RoomId room, ChatMessage message)
    {
        if (_waiting.Writer.TryWrite((room, message)))
            Wake();
        else
            Miss(room);
    }

    private void Miss(RoomId room)
    {
        _missed[room] = true;
        Wake();
    }

    private void Wake()
    {
        try
        {
            if (_woken.CurrentCount == 0)
                _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another was faster.
        }
    }

    private async Task FlushAsync(bool readMissed, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (readMissed)
                await ReadMissedAsync(cancellationToken);
            while (Take())
            {
                await WriteAsync(_batch, cancellationToken);
                _batch.Clear();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <returns>Whether there is something to write.</returns>
    private bool Take()
    {
        while (_batch.Count < Batch && _waiting.Reader.TryRead(out var message))
            _batch.Add(message);
        return _batch.Count > 0;
    }

    private async Task WriteAsync(List<(RoomId Room, ChatMessage Message)> batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await messages.PutAllAsync(batch, cancellationToken);
                return;
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                RoomsLog.ChatUnwritten(logger, e);
                await Task.Delay(RetryAfter, time, cancellationToken);
            }
        }
    }

    private async Task ReadMissedAsync(CancellationToken cancellationToken)
    {
        foreach (var room in _missed.Keys)
        {
            _missed.TryRemove(room, out _);
            try
            {
                foreach (var publication in await log.BackAsync(room, cancellationToken))
                {
                    if (RoomWire.TryRead(publication.Data, out var news) && news is RoomNews.Chatted chatted)
                        Offer(room, chatted.Message);
                }
            }
            catch (Exception e) when (e is BrokerUnavailableException or OperationCanceledException)
            {
                Miss(room);
                if (e is OperationCanceledException)
                    throw;
                return;
            }
        }
    }
}
