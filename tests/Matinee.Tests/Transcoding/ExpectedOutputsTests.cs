using System.Collections.Immutable;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Media;
using Matinee.Media.Planning;
using Xunit;

namespace Matinee.Tests.Transcoding;

public sealed class ExpectedOutputsTests
{
    private static readonly Rational Rate = new(25, 1);

    private static readonly EncodePlan Plan = new()
    {
        Version = 1,
        FrameRate = Rate,
        SegmentFrames = 100,
        Renditions = [new("720p", 1280, 720, Rate, 22, 1, 1, "high"), new("360p", 640, 360, Rate, 22, 1, 1, "main")],
        Audio = [new(0, 1, null, "Audio", 2, 2, 128_000, true)],
        EncoderKey = "libx264/5/veryfast",
        Preset = "veryfast",
        ShortestChunk = TimeSpan.FromSeconds(20),
        LongestChunk = TimeSpan.FromSeconds(60),
        ExpectedFrames = 250,
        TotalFrames = 250,
        Chunks = new([new Chunk(0, 0, 100, 0, 1, true), new Chunk(1, 100, 150, 1, 2, false)]),
    };

    private static readonly TaskRow Chunk = new() { Kind = "video_chunk", Idx = 1 };
    private static readonly TaskRow Sound = new() { Kind = "audio", Idx = 0 };
    private static readonly PriorOutputs Nothing = new(new Dictionary<string, PlanObjectRow>(), 0, 0);

    [Fact]
    public void A_chunk_owes_every_segment_of_every_rung() => Assert.Null(ExpectedOutputs.Of(Chunk, Plan, Nothing, true).Compare(Whole()));

    [Fact]
    public void Each_missing_file_is_noticed() =>
        Assert.All(Whole(), missing => Assert.Contains("missing", ExpectedOutputs.Of(Chunk, Plan, Nothing, true).Compare(Whole().Remove(missing)), StringComparison.Ordinal));

    [Fact]
    public void A_file_of_another_chunk_is_refused() =>
        Assert.Contains("not part", ExpectedOutputs.Of(Chunk, Plan, Nothing, true).Compare(Whole().Add(Output(OutputKind.Segment, "720p", 0))), StringComparison.Ordinal);

    [Fact]
    public void A_file_sent_twice_is_refused() =>
        Assert.Contains("twice", ExpectedOutputs.Of(Chunk, Plan, Nothing, true).Compare(Whole().Add(Whole()[0])), StringComparison.Ordinal);

    [Fact]
    public void Sound_goes_on_where_an_earlier_attempt_ended()
    {
        var prior = new PriorOutputs(new Dictionary<string, PlanObjectRow> { ["audio0"] = new() }, 3, 0);

        Assert.Null(ExpectedOutputs.Of(Sound, Plan, prior, false).Compare([Output(OutputKind.Segment, "audio0", 3), Output(OutputKind.Segment, "audio0", 4)]));
        Assert.NotNull(ExpectedOutputs.Of(Sound, Plan, prior, false).Compare([Output(OutputKind.Segment, "audio0", 2)]));
        Assert.Contains("gap", ExpectedOutputs.Of(Sound, Plan, prior, false).Compare([Output(OutputKind.Segment, "audio0", 3), Output(OutputKind.Segment, "audio0", 5)]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_segment_has_what_is_left()
    {
        Assert.Equal(100, ExpectedOutputs.Segment(Plan, 1, 12_800).Frames);
        Assert.Equal(50, ExpectedOutputs.Segment(Plan, 2, 12_800).Frames);
    }

    private static ImmutableArray<TaskOutput> Whole() =>
    [
        Output(OutputKind.Init, "720p", 0), Output(OutputKind.Segment, "720p", 1), Output(OutputKind.Segment, "720p", 2),
        Output(OutputKind.Init, "360p", 0), Output(OutputKind.Segment, "360p", 1), Output(OutputKind.Segment, "360p", 2),
    ];

    private static TaskOutput Output(OutputKind kind, string rendition, long number) =>
        new(kind, rendition, number, new ObjectKey($"videos/v/1/{rendition}/{number}"), 1, "");
}
