using System.Text.Json;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Puts commands into the log. A change of state names the version it was decided on; when another node was faster, it is decided
/// anew on what that one made of the room.
/// </summary>
internal sealed class RoomWriter(GuardedBroker broker)
{
    private const int MostTries = 12;
    private const int SlotBytes = 4096;

    /// <summary>What was appended is in the view by then, or the wait is given up: the log has it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="dedupId">Of one doing of one command, at most 64 bytes.</param>
    public async Task<CommandOutcome> ChangeAsync(RoomFeed feed, string dedupId, Func<RoomView, RoomDecision> decide, CancellationToken cancellationToken)
    {
        await feed.Turn.WaitAsync(cancellationToken);
        try
        {
            return await TryAsync(feed, dedupId, decide, cancellationToken);
        }
        catch (BrokerUnavailableException e)
        {
            return new CommandOutcome.Away(e.Message);
        }
        finally
        {
            feed.Turn.Release();
        }
    }

    /// <summary>Adds to the log what changes no state: no version to name, no turn to wait for.</summary>
    public async Task<CommandOutcome> AddAsync(RoomFeed feed, string dedupId, RoomNews news, CancellationToken cancellationToken)
    {
        try
        {
            return await broker.AppendAsync(feed.Id.Channel, new LogEntry { Data = RoomWire.Write(news), DedupId = dedupId }, cancellationToken) switch
            {
                Appended(var position, _) => new CommandOutcome.Accomplished(feed.View with { Position = position }),
                Duplicate(var position, _) => new CommandOutcome.Accomplished(feed.View with { Position = position }),
                Unavailable(var reason) => new CommandOutcome.Away(reason),
                _ => new CommandOutcome.Away("The message could not be added."),
            };
        }
        catch (BrokerUnavailableException e)
        {
            return new CommandOutcome.Away(e.Message);
        }
    }

    private async Task<CommandOutcome> TryAsync(RoomFeed feed, string dedupId, Func<RoomView, RoomDecision> decide, CancellationToken cancellationToken)
    {
        var caughtUp = false;
        for (var i = 0; i < MostTries; i++)
        {
            var view = feed.View;
            switch (decide(view))
            {
                // Whoever sent it may have seen more than this node has.
                case RoomDecision.Refused { Refusal: { Kind: RefusalKind.Stale or RefusalKind.Missing } } when !caughtUp:
                    await feed.CatchUpAsync(cancellationToken);
                    caughtUp = true;
                    break;
                case RoomDecision.Refused(var refusal):
                    return new CommandOutcome.Refused(refusal, view);
                case RoomDecision.LeftAsItIs:
                    return new CommandOutcome.Accomplished(view);
                case RoomDecision.Told(var news) when await PublishAsync(feed, dedupId, view, news, cancellationToken) is { } outcome:
                    return outcome;
                default:
                    await feed.CatchUpAsync(cancellationToken);
                    break;
            }
        }

        return new CommandOutcome.Away("The room changes too fast. Try again.");
    }

    /// <summary>Null when another was faster.</summary>
    private async Task<CommandOutcome?> PublishAsync(RoomFeed feed, string dedupId, RoomView view, RoomNews news, CancellationToken cancellationToken)
    {
        var playback = news is RoomNews.Played played ? played.Playback : view.State.Playback;
        var slot = JsonSerializer.SerializeToUtf8Bytes(playback, WireJson.Default.PlaybackState);
        var entry = new LogEntry
        {
            Data = RoomWire.Write(news),
            DedupId = dedupId,
            State = new StateWrite(view.Version, slot.Length <= SlotBytes ? slot : default),
        };
        switch (await broker.AppendAsync(feed.Id.Channel, entry, cancellationToken))
        {
            case Appended(var position, _):
                return new CommandOutcome.Accomplished(await ReachAsync(feed, position, cancellationToken));
            case Duplicate(var position, _):
                return new CommandOutcome.Accomplished(await ReachAsync(feed, position, cancellationToken));
            case Unavailable(var reason):
                return new CommandOutcome.Away(reason);
            default:
                return null;
        }
    }

    private static async Task<RoomView> ReachAsync(RoomFeed feed, StreamPosition position, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            if (feed.View.Position.Epoch != position.Epoch || feed.View.Position.Offset < position.Offset)
                await feed.CatchUpAsync(patience.Token);
        }
        catch (Exception e) when (e is BrokerUnavailableException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return feed.View with { Position = position };
    }
}
