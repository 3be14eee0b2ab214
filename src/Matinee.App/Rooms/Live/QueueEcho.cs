using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// When another film begins, the queue goes on to it by the same word of the log. Those who only watch the queue are told in its own
/// words as well, by whichever node is first.
/// </summary>
internal sealed class QueueEcho(RoomWriter writer, RoomClock clock, TimeProvider time) : IRoomObserver
{
    public void Observe(RoomFeed feed, RoomView view, RoomNews? news)
    {
        if (news is RoomNews.Played { Starts: true })
            _ = TellAsync(feed, view);
    }

    public void Forget(RoomFeed feed)
    {
    }

    private async Task TellAsync(RoomFeed feed, RoomView seen)
    {
        await Task.Yield(); // off the loop that told us
        try
        {
            await writer.ChangeAsync(feed, $"{feed.Id}:{seen.Version}:queue", view => view.Version == seen.Version
                ? new RoomDecision.Told(new RoomNews.QueueEdited(CommandId.New(time), clock.Now, null, view.State.Queue))
                : RoomDecision.LeftAsItIs.Instance, CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The room was closed meanwhile.
        }
    }
}
