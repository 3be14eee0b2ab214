using System.Threading.Channels;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Follows the log of one room. One loop reads what is heard, in order, and hands out immutable views; a hole is read from the log
/// before anything behind it counts.
/// </summary>
internal sealed class RoomFeed : IChannelListener, IAsyncDisposable
{
    private const int MostWaiting = 2048;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    // Full: what is lost is in the log, and is read from there.
    private readonly Channel<FeedNote> _notes = Channel.CreateBounded<FeedNote>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly RoomLogReader _log;
    private readonly IReadOnlyList<IRoomObserver> _observers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private volatile RoomView _view;
    private volatile bool _overflown;
    private IAsyncDisposable? _following;
    private Task _loop = Task.CompletedTask;

    public RoomFeed(RoomId id, RoomView view, RoomLogReader log, IReadOnlyList<IRoomObserver> observers, TimeProvider time, ILogger logger)
    {
        (Id, _view, _log, _observers, _time, _logger) = (id, view, log, observers, time, logger);
        Agreed = view;
        UsedAt = time.GetTimestamp();
    }

    public RoomId Id { get; }

    public RoomView View => _view;

    /// <summary>The last view that the other nodes share; older than <see cref="View"/> while this one is cut off.</summary>
    public RoomView Agreed { get; private set; }

    /// <summary>One change of this node at a time: they would only overtake each other.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public StallWatch Players { get; } = new();

    /// <summary>Guards <see cref="Players"/>.</summary>
    public Lock PlayersGate { get; } = new();

    /// <summary>A timestamp of the time provider.</summary>
    public long UsedAt { get; set; }

    public async Task StartAsync(Func<IChannelListener, CancellationToken, Task<IAsyncDisposable>> follow, CancellationToken cancellationToken)
    {
        _following = await follow(this, cancellationToken);
        foreach (var observer in _observers)
            observer.Observe(this, _view, null);
        _loop = RunAsync();
        await CatchUpAsync(cancellationToken);
    }

    public void OnPublication(string epoch, Publication publication, long version) => Note(new FeedNote.EntryHeard(epoch, publication, version));

    public void OnSignal(ReadOnlyMemory<byte> signal)
    {
    }

    public void OnDoubt() => Note(FeedNote.Doubt.OfTheRoom);

    /// <summary>Everything that was acknowledged before the call is in the view afterwards, while the broker answers.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _notes.Writer.WriteAsync(new FeedNote.Doubt(done), cancellationToken);
        await done.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_following is not null)
            await _following.DisposeAsync();
        _notes.Writer.TryComplete();
        await _loop;
        foreach (var observer in _observers)
            observer.Forget(this);
        _stop.Dispose();
        Turn.Dispose();
    }

    private void Note(FeedNote note)
    {
        if (!_notes.Writer.TryWrite(note))
            _overflown = true;
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var note in _notes.Reader.ReadAllAsync(_stop.Token))
                await TakeAsync(note);
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }

        while (_notes.Reader.TryRead(out var left))
            (left as FeedNote.Doubt)?.Done?.TrySetCanceled();
    }

    private async Task TakeAsync(FeedNote note)
    {
        try
        {
            if (note is FeedNote.EntryHeard heard && !_overflown && heard.Epoch == _view.Position.Epoch && heard.Publication.Offset <= _view.Position.Offset + 1)
                Hear(heard);
            else
                await AnswerAsync(note as FeedNote.Doubt ?? FeedNote.Doubt.OfTheRoom);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            // The boundary of a loop: whatever it was, the room is read again; a loop that ends would stand still for ever.
            RoomsLog.LogUnread(_logger, Id, e);
            _ = LaterAsync();
        }
    }

    // All who asked before it begins are answered by one reading: a whole room that comes again does.
    private async Task AnswerAsync(FeedNote.Doubt first)
    {
        List<FeedNote.Doubt> doubts = [first];
        while (_notes.Reader.TryPeek(out var next) && next is FeedNote.Doubt another && _notes.Reader.TryRead(out _))
            doubts.Add(another);
        try
        {
            await ReadAsync();
            foreach (var doubt in doubts)
                doubt.Done?.TrySetResult();
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            foreach (var doubt in doubts)
                doubt.Done?.TrySetException(e);
            if (doubts.Exists(doubt => doubt.Done is null))
                throw;
            RoomsLog.LogUnread(_logger, Id, e); // whoever waits for it is told, and asks again
        }
        finally
        {
            foreach (var doubt in doubts)
                doubt.Done?.TrySetCanceled(); // disposed in the middle of it
        }
    }

    // The loop goes on meanwhile; what is heard then leads to a read as well.
    private async Task LaterAsync()
    {
        try
        {
            await Task.Delay(RetryAfter, _time, _stop.Token);
            OnDoubt();
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private void Hear(FeedNote.EntryHeard heard)
    {
        if (heard.Publication.Offset <= _view.Position.Offset)
            Show(_view with { Version = Math.Max(_view.Version, heard.Version) });
        else
            Step(new(heard.Epoch, heard.Publication.Offset), heard.Publication.Data, heard.Version);
    }

    private async Task ReadAsync()
    {
        _overflown = false;
        var found = await _log.ReadAsync(Id, _view, _stop.Token);
        if (found.Restart is { } view)
        {
            Show(view);
            foreach (var observer in _observers)
                observer.Observe(this, view, null);
        }

        foreach (var publication in found.Publications)
            Step(new(found.Top.Position.Epoch, publication.Offset), publication.Data, _view.Version);
        // What was drawn of a view holds as long as the view.
        if (found.Top.Position.Epoch != _view.Position.Epoch || found.Top.Version > _view.Version)
            Show(_view with { Position = _view.Position with { Epoch = found.Top.Position.Epoch }, Version = Math.Max(_view.Version, found.Top.Version) });
    }

    private void Step(StreamPosition position, ReadOnlyMemory<byte> bytes, long version)
    {
        if (!RoomWire.TryRead(bytes, out var news))
        {
            Show(_view with { Position = position, Version = version });
            return;
        }

        var chat = news is RoomNews.Chatted chatted ? _view.Chat.Put(chatted.Message) : _view.Chat;
        Show(new(_view.State.Apply(news), chat, position, version));
        foreach (var observer in _observers)
            observer.Observe(this, _view, news);
    }

    private void Show(RoomView view)
    {
        _view = view;
        if (!view.Position.IsAlone)
            Agreed = view;
    }
}

/// <summary>What the loop of a room has to look at.</summary>
internal abstract record FeedNote
{
    public sealed record EntryHeard(string Epoch, Publication Publication, long Version) : FeedNote;

    /// <param name="Done">Told when the log was read; null: nobody waits, and the room asks again by itself when it fails.</param>
    public sealed record Doubt(TaskCompletionSource? Done) : FeedNote
    {
        public static readonly Doubt OfTheRoom = new(Done: null);
    }
}
