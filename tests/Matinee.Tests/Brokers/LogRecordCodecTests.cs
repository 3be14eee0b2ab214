using System.Text;
using Matinee.Brokers.Logs;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.Tests.Brokers;

public sealed class LogRecordCodecTests
{
    private static readonly LogRecord Full = new(
        "abc~n1", 7, 3, "state\n"u8.ToArray(),
        new Publication(7, "data\n\0"u8.ToArray(), new Dictionary<string, string> { ["k"] = "v", ["ü"] = "" }, new Publisher("u", "c", "{}"u8.ToArray(), "[1]"u8.ToArray())))
    {
        Tag = "t7",
        PreviousTag = "t6",
        DedupId = "x y\nz",
        Oldest = 2,
        At = 1_700_000_000_123,
        Retention = new Retention(10, TimeSpan.FromSeconds(1.5)),
    };

    [Fact]
    public void A_record_comes_back_as_it_was()
    {
        var back = LogRecordCodec.Decode(LogRecordCodec.Encode(Full));

        Assert.NotNull(back);
        Assert.Equal((Full.Epoch, Full.Offset, Full.Version, Full.Tag, Full.PreviousTag, Full.DedupId), (back.Epoch, back.Offset, back.Version, back.Tag, back.PreviousTag, back.DedupId));
        Assert.Equal((Full.Oldest, Full.At, 10, 2.0), (back.Oldest, back.At, back.Retention.Entries, back.Retention.Age.TotalSeconds));
        Assert.Equal("state\n", Encoding.UTF8.GetString(back.State!.Value.Span));
        Assert.Equal("data\n\0", Encoding.UTF8.GetString(back.Publication!.Data.Span));
        Assert.Equal(Full.Publication!.Tags, back.Publication.Tags);
        Assert.Equal(("u", "c", 2, 3), (back.Publication.Publisher!.User, back.Publication.Publisher.Client, back.Publication.Publisher.Connection.Length, back.Publication.Publisher.Channel.Length));
    }

    [Fact]
    public void What_is_not_there_stays_away()
    {
        var bare = new LogRecord("e", 1, 0, null, new Publication(1, default)) { Tag = "a", PreviousTag = LogRecord.NoTag };
        var beginning = new LogRecord("e", 0, 0, ReadOnlyMemory<byte>.Empty, null) { Tag = "a", PreviousTag = LogRecord.NoTag };

        var entry = LogRecordCodec.Decode(LogRecordCodec.Encode(bare));
        var begun = LogRecordCodec.Decode(LogRecordCodec.Encode(beginning));

        Assert.Null(entry!.State);
        Assert.Null(entry.DedupId);
        Assert.Null(entry.Publication!.Publisher);
        Assert.Null(entry.Publication.Tags);
        Assert.NotNull(begun!.State);
        Assert.Null(begun.Publication);
    }

    [Fact]
    public void Damaged_bytes_are_another_record_or_none_and_never_an_exception()
    {
        var seed = LogRecordCodec.Encode(Full);
        var refused = 0;

        for (var i = 0; i < Soak.Count(200_000, 4_000); i++)
        {
            if (LogRecordCodec.Decode(Mutation.Of(seed, i)) is null)
                refused++;
        }

        Assert.InRange(refused, 1, int.MaxValue);
    }
}
