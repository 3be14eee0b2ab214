using Matinee.App.Accounts;
using Matinee.App.Streams;
using Matinee.App.Streams.Records;
using Xunit;

namespace Matinee.Tests.Streams;

public sealed class OrderedStreamsTests
{
    private const int PageRows = 7;

    private static readonly UserId Owner = new("u0123456789abcdef");

    [Fact]
    public void After_any_changes_every_page_is_as_though_all_had_been_sorted_anew()
    {
        var random = new Random(5);
        var all = new Dictionary<int, StreamRecord>();
        var index = OrderedStreams.Empty;
        for (var step = 0; step < 400; step++)
        {
            var number = random.Next(60);
            var stream = Stream(number, $"{step}", random.Next(2) == 0 ? StreamStatus.Active : StreamStatus.Stopped);
            if (random.Next(3) == 0)
            {
                index = index.Without(stream);
                all.Remove(number);
            }
            else
            {
                index = index.With(stream);
                all[number] = stream;
            }

            AssertSame(all.Values, index, wanted: null);
            AssertSame(all.Values, index, wanted: candidate => candidate.Status == StreamStatus.Active);
        }

        AssertSame(all.Values, OrderedStreams.Of(all.Values), wanted: null);
    }

    [Fact]
    public void A_page_begins_where_the_last_ended_though_that_stream_is_gone_and_newer_ones_have_come()
    {
        var index = OrderedStreams.Of(Enumerable.Range(0, 20).Select(number => Stream(number)));
        var first = index.Page(null, null, PageRows);

        var second = index.Without(first.Streams[^1]).With(Stream(99)).Page(null, first.Streams[^1].Id.Value, PageRows);

        Assert.Equal(Enumerable.Range(6, PageRows).Reverse().Select(number => Stream(number).Id), second.Streams.Select(stream => stream.Id));
        Assert.Equal((20, true), (second.Count, second.HasMore));
    }

    [Fact]
    public void A_page_of_ten_thousand_costs_no_more_room_than_one_of_a_hundred()
    {
        var (few, many) = (OrderedStreams.Of(Enumerable.Range(0, 100).Select(number => Stream(number))), OrderedStreams.Of(Enumerable.Range(0, 10_000).Select(number => Stream(number))));
        RoomOf(few); // once, for what is made once

        var (small, large) = (RoomOf(few), RoomOf(many));

        Assert.Equal(10_000, many.Count);
        Assert.True(large <= small * 2, $"A page of ten thousand took {large} bytes, one of a hundred {small}.");

        static long RoomOf(OrderedStreams index)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(50, index.Page(null, Stream(90).Id.Value, 50).Streams.Count);
            Assert.Equal(50, index.With(Stream(index.Count)).Page(stream => stream.Status == StreamStatus.Created, null, 50).Streams.Count);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static void AssertSame(IEnumerable<StreamRecord> all, OrderedStreams index, Func<StreamRecord, bool>? wanted)
    {
        List<StreamRecord> expected = [.. all.Where(wanted ?? (_ => true)).OrderByDescending(stream => stream.Id.Value, StringComparer.Ordinal)];
        List<StreamRecord> seen = [];
        StreamPage page;
        do
        {
            page = index.Page(wanted, seen.LastOrDefault()?.Id.Value, PageRows);
            seen.AddRange(page.Streams);
            Assert.Equal(expected.Count, page.Count);
            Assert.True(page.Streams.Count == PageRows || !page.HasMore);
        }
        while (page.HasMore);

        Assert.Equal(expected, seen);
        Assert.Equal(index.Active, index.Page(stream => stream.Status == StreamStatus.Active, null, 1).Count);
    }

    private static StreamRecord Stream(int number, string title = "A stream", StreamStatus status = StreamStatus.Created) => new()
    {
        Id = new StreamId($"s{number:0000000000000000}"),
        Title = title,
        Type = StreamType.Live,
        Status = status,
        TargetDuration = 6,
        Window = 10,
        OwnerId = Owner,
        OwnerNode = "one",
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
