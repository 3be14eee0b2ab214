using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Matinee.App.Database;
using Matinee.App.Nodes;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Puts a room together after the store came back, in one new epoch: what was said on either side with its own times, who was put out on either side, and
/// then what <see cref="RoomMerge"/> makes of the rest. Nodes that do it at the same time see each other by the slot's version.
/// </summary>
/// <param name="feeds">Asked for late: they write through the broker that heals by this.</param>
internal sealed class RoomHealer(Func<RoomFeeds> feeds, Func<RoomClock> clock, RoomStore rooms, RoomStateStore states, NodeIdentity node, TimeProvider time) : IChannelHealer
{
    private const int MostSteps = 5000;
    private const int SlotBytes = 4096;
    private const int SaidAtOnce = 16;
    private readonly AppendingHealer _others = new();

    // Survives a store that goes away again in the middle: it was the only one who had it.
    private readonly ConcurrentDictionary<string, IReadOnlyList<Publication>> _left = new(StringComparer.Ordinal);

    public static RoomHealer For(IServiceProvider provider) => new(
        provider.GetRequiredService<RoomFeeds>, provider.GetRequiredService<RoomClock>, provider.GetRequiredService<RoomStore>(),
        provider.GetRequiredService<RoomStateStore>(), provider.GetRequiredService<NodeIdentity>(), provider.GetRequiredService<TimeProvider>());

    public async Task HealAsync(LocalPart part, IBroker store, CancellationToken cancellationToken)
    {
        if (part.Channel.Split(':') is not ["room", var text] || !EntityIds.TryParse<RoomId>(text, out var id))
        {
            await _others.HealAsync(part, store, cancellationToken);
            return;
        }

        try
        {
            if (await rooms.FindAsync(id, cancellationToken) is { } room)
                await HealAsync(room, part, store, cancellationToken);
            _left.TryRemove(part.Channel, out _);
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            throw new BrokerUnavailableException("The catalogue does not answer.", e); // tried again
        }
    }

    private async Task HealAsync(RoomRecord room, LocalPart part, IBroker store, CancellationToken cancellationToken)
    {
        var (common, parting, ours) = await RecallAsync(room, part, cancellationToken);
        var (left, _) = await AppendingHealer.LeaveAsync(part.Channel, parting, store, cancellationToken);
        if (left.Count > 0)
            _left[part.Channel] = left;
        else
            left = _left.GetValueOrDefault(part.Channel, []);
        var (theirs, said) = (common, new List<(RoomNews News, Publication Item)>());
        foreach (var item in left)
        {
            if (RoomWire.TryRead(item.Data, out var news))
                (theirs, _) = (theirs.Apply(news), Note(said, news, item));
        }

        foreach (var item in part.Items)
        {
            if (RoomWire.TryRead(item.Data, out var news))
                Note(said, news, item);
        }

        await SayAsync(part, said, store, cancellationToken);
        await MergeAsync(part, common, new RoomMerge(RoomSpeaker.Of(node), common, theirs, ours, room.Settings), store, cancellationToken);
    }

    // A room that nobody here follows any more is what was written down of it, and what was added since.
    private async Task<(RoomState Common, StreamPosition Parting, RoomState Ours)> RecallAsync(RoomRecord room, LocalPart part, CancellationToken cancellationToken)
    {
        if (feeds().Find(room.Id) is { } feed)
        {
            await feed.CatchUpAsync(cancellationToken);
            var agreed = feed.Agreed;
            return (agreed.State, agreed.Position.Epoch == part.From.Epoch && agreed.Position.Offset < part.From.Offset ? agreed.Position : part.From, feed.View.State);
        }

        var saved = (await states.FindAsync(room.Id, cancellationToken))?.State ?? new RoomState { Settings = room.Settings };
        var ours = part.Items.Aggregate(saved, (state, item) => RoomWire.TryRead(item.Data, out var news) ? state.Apply(news) : state);
        return (saved, part.From, ours);
    }

    private static bool Note(List<(RoomNews News, Publication Item)> said, RoomNews news, Publication item)
    {
        if (news is not (RoomNews.Chatted or RoomNews.Moderated))
            return false;
        said.Add((news, item));
        return true;
    }

    private static async Task SayAsync(LocalPart part, List<(RoomNews News, Publication Item)> said, IBroker store, CancellationToken cancellationToken)
    {
        foreach (var some in said.OrderBy(entry => entry.News.At).Chunk(SaidAtOnce))
        {
            // Begun in their order, and a store takes what one node says of one channel in the order it was begun.
            var results = await Task.WhenAll(some.Select(entry => SayAsync(part, entry.News, entry.Item, store, cancellationToken)).ToList());
            if (results.OfType<Unavailable>().FirstOrDefault() is { } gone)
                throw new BrokerUnavailableException(gone.Reason);
        }
    }

    private static Task<AppendResult> SayAsync(LocalPart part, RoomNews news, Publication item, IBroker store, CancellationToken cancellationToken) => store.AppendAsync(
        part.Channel,
        new() { Data = item.Data, Tags = item.Tags, Publisher = item.Publisher, Retention = part.Retention, DedupId = $"{news.User?.Id}:{news.Id}" },
        cancellationToken);

    private async Task MergeAsync(LocalPart part, RoomState common, RoomMerge merge, IBroker store, CancellationToken cancellationToken)
    {
        var told = new MergeNotes();
        var top = await store.TopAsync(part.Channel, cancellationToken);
        var (now, after) = (common, top.Position with { Offset = 0 });
        for (var step = 0; step < MostSteps; step++)
        {
            if (top.Position.Epoch != after.Epoch)
                throw new BrokerUnavailableException("The store has begun another epoch meanwhile.");
            foreach (var item in await AppendingHealer.ReadAsync(part.Channel, after with { Offset = Math.Max(after.Offset, top.Oldest - 1) }, top.Position, store, cancellationToken))
                now = Read(now, item, told);
            after = top.Position;
            if (merge.Next(now, told, CommandId.New(time), clock().Now) is not { } news)
                return;
            var result = await store.AppendAsync(part.Channel, EntryOf(part, news, now, top), cancellationToken);
            if (result is Unavailable gone)
                throw new BrokerUnavailableException(gone.Reason);
            // Nobody wrote beside it: there is nothing to be read but what was just said.
            if (result is Appended { Position: var at } appended && at == after with { Offset = after.Offset + 1 })
            {
                told.Take(news);
                (now, after) = (now.Apply(news), at);
                top = top with { Position = at, Version = appended.Version };
            }
            else
            {
                top = await store.TopAsync(part.Channel, cancellationToken);
            }
        }
    }

    private static RoomState Read(RoomState now, Publication item, MergeNotes told)
    {
        if (!RoomWire.TryRead(item.Data, out var news))
            return now;
        told.Take(news);
        return now.Apply(news);
    }

    private static LogEntry EntryOf(LocalPart part, RoomNews news, RoomState now, ChannelTop top)
    {
        var playback = news is RoomNews.Played played ? played.Playback : now.Playback;
        var slot = JsonSerializer.SerializeToUtf8Bytes(playback, WireJson.Default.PlaybackState);
        return new() { Data = RoomWire.Write(news), Retention = part.Retention, State = new StateWrite(top.Version, slot.Length <= SlotBytes ? slot : default) };
    }
}
