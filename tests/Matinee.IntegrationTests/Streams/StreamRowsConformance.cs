using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Storage;
using Matinee.App.Streams;
using Matinee.App.Streams.Duties;
using Matinee.App.Streams.Rows;
using Matinee.Cluster.Leadership;
using Matinee.IntegrationTests.Databases;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>The rows of streams, in a file.</summary>
public sealed class StreamRowsTests : StreamRowsConformance;

/// <summary>The same on PostgreSQL.</summary>
[OnPostgres]
public sealed class StreamRowsOnPostgresTests : StreamRowsConformance;

public abstract class StreamRowsConformance : IAsyncLifetime
{
    private const long Second = 1_000_000;
    private const long Target = 6 * Second;

    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-streams-").FullName;
    private readonly StreamOptions _options = new() { ReorderWait = TimeSpan.FromMinutes(1), MaxGap = 5 };
    private readonly StreamId _stream = EntityIds.New<StreamId>(TimeProvider.System);
    private ICatalogueDatabase _database = null!; // opened in InitializeAsync
    private IntakeStore _intake = null!; // the same
    private ShelfStore _shelf = null!; // the same
    private CleanupStore _cleanup = null!; // the same
    private int _keys;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestCatalogue.OpenAsync(_folder);
        _intake = new IntakeStore(_database, new OptionsWrapper<StreamOptions>(_options));
        _shelf = new ShelfStore(_database);
        _cleanup = new CleanupStore(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_database).DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Segments_of_many_senders_in_any_order_are_published_once_in_order()
    {
        (_options.MaxGap, _options.ReorderWait) = (100, TimeSpan.FromMinutes(1));
        var order = Enumerable.Range(1, 30).OrderBy(i => i * 7 % 4 + i).ToList();
        Assert.IsType<IntakeOutcome.Taken>(await PushAsync(0));

        var outcomes = await Task.WhenAll(order.Concat(order).Select(i => PushAsync(i)));

        Assert.Equal(30, outcomes.Count(outcome => outcome is IntakeOutcome.Taken));
        Assert.Equal(30, outcomes.Count(outcome => outcome is IntakeOutcome.Duplicate));
        Assert.Equal(Enumerable.Range(0, 31).Select(i => (long)i), await PublishedAsync());
    }

    [Fact]
    public async Task Other_bytes_under_a_number_are_refused_and_what_was_passed_is_late()
    {
        await PushAsync(4);

        Assert.Equal(new IntakeOutcome.Different(4, 5), await PushAsync(4, sha256: "other"));
        Assert.Equal(new IntakeOutcome.Late(5), await PushAsync(3));
        Assert.Equal(new IntakeOutcome.TooFar(5, 6), await PushAsync(11));
    }

    [Fact]
    public async Task What_waited_too_long_is_published_behind_a_gap_and_the_missing_one_is_late_then()
    {
        _options.ReorderWait = TimeSpan.FromMinutes(1);
        await PushAsync(0);
        Assert.Equal(new IntakeOutcome.Taken(2, 1, IsPublished: false, 0, 0, Restarted: false), await PushAsync(2));
        Assert.Empty(await _intake.FindWaitingAsync(Stop));

        _options.ReorderWait = TimeSpan.FromMilliseconds(10);
        await Task.Delay(20, Stop);

        Assert.Equal([_stream.Value], await _intake.FindWaitingAsync(Stop));
        Assert.Equal(1, await _intake.CloseGapsAsync(_stream, Target, Stop));

        Assert.Equal([0, 1, 2], await PublishedAsync());
        Assert.Equal([false, true, false], (await RowsAsync()).Segments.Select(segment => segment.ObjectKey is null));
        Assert.Equal(new IntakeOutcome.Late(3), await PushAsync(1));
        Assert.Empty(await _intake.FindWaitingAsync(Stop));
    }

    [Fact]
    public async Task A_later_start_may_count_from_the_beginning_and_stands_behind_a_discontinuity_in_all_variants()
    {
        foreach (var variant in new[] { "a", "b" })
        {
            for (var i = 0; i < (variant == "a" ? 4 : 3); i++)
                await PushAsync(i, variant);
        }

        Assert.Equal(new IntakeOutcome.Taken(4, 1, true, 0, 0, Restarted: true), await PushAsync(0, "a", epoch: 2));
        Assert.Equal(new IntakeOutcome.Taken(4, 1, true, 0, 1, Restarted: false), await PushAsync(0, "b", epoch: 2));
        Assert.Equal(new IntakeOutcome.Shut(IsOver: false), await PushAsync(4, "a", epoch: 1));

        var segments = (await RowsAsync()).Segments;
        Assert.Equal([(4L, true, 1L), (4L, true, 1L)], segments.Where(segment => segment.Msn == 4).Select(segment => (segment.Msn, segment.Discontinuity, segment.Discontinuities)));
        Assert.Single(segments.Where(segment => segment.Msn == 4).Select(segment => segment.ProgramUs).Distinct());
    }

    [Fact]
    public async Task A_publisher_that_counts_by_the_time_of_day_is_counted_from_nothing()
    {
        Assert.Equal(new IntakeOutcome.Taken(0, 1_790_000_001, true, 0, 0, false), await PushAsync(1_790_000_000));
        Assert.Equal(new IntakeOutcome.Taken(1, 1_790_000_002, true, 0, 0, false), await PushAsync(1_790_000_001));
    }

    [Fact]
    public async Task After_the_end_nothing_is_taken_until_the_next_start_and_what_waited_is_in()
    {
        await PushAsync(0);
        await PushAsync(2);

        Assert.True(await _intake.EndAsync(Record(), token: 7, Stop));

        Assert.True((await RowsAsync()).Head?.IsOver);
        Assert.Equal([0, 1, 2], await PublishedAsync());
        Assert.Equal(new IntakeOutcome.Shut(IsOver: true), await PushAsync(3));
        Assert.IsType<IntakeOutcome.Taken>(await PushAsync(3, epoch: 2));
        Assert.False((await RowsAsync()).Head?.IsOver);
    }

    [Fact]
    public async Task A_stream_that_was_ended_before_anything_came_takes_nothing()
    {
        Assert.True(await _intake.EndAsync(Record(), token: 7, Stop));

        Assert.Equal(new IntakeOutcome.Shut(IsOver: true), await PushAsync(0));
        Assert.IsType<IntakeOutcome.Taken>(await PushAsync(0, epoch: 2));
    }

    [Fact]
    public async Task A_leader_of_before_writes_nothing_any_more()
    {
        await PushAsync(0);
        await _cleanup.RaiseFenceAsync(9, Stop);

        Assert.False(await _intake.EndAsync(Record(), token: 8, Stop));
        await Assert.ThrowsAsync<NotLeaderException>(() => _cleanup.TrimAsync(Record(), TimeSpan.Zero, 8, Stop));

        Assert.False((await RowsAsync()).Head?.IsOver);
        Assert.True(await _intake.EndAsync(Record(), token: 9, Stop));
    }

    [Fact]
    public async Task What_is_too_old_leaves_the_playlists_first_and_never_the_window()
    {
        for (var i = 0; i < 8; i++)
            await PushAsync(i);
        await Task.Delay(20, Stop);

        Assert.Equal(5, await _cleanup.TrimAsync(Record(window: 3), TimeSpan.FromMilliseconds(1), 1, Stop));
        Assert.Equal(0, await _cleanup.TrimAsync(Record(window: 3), TimeSpan.FromMilliseconds(1), 1, Stop));

        Assert.Equal([5, 6, 7], await PublishedAsync(all: true));
        Assert.Empty(await _cleanup.ListRemovedAsync(TimeSpan.FromHours(1), 0, Stop));
        var removed = await _cleanup.ListRemovedAsync(TimeSpan.Zero, 0, Stop);
        Assert.Equal([0L, 1, 2, 3, 4], removed.Select(row => row.Msn).Order());
        Assert.Equal(5, await _cleanup.ForgetAsync(removed, 1, Stop));
        Assert.Null(await _shelf.FindAsync(_stream, "v", 4, Stop));
    }

    [Fact]
    public async Task Retention_that_is_long_takes_nothing()
    {
        for (var i = 0; i < 8; i++)
            await PushAsync(i);

        Assert.Equal(0, await _cleanup.TrimAsync(Record(window: 3), TimeSpan.FromHours(1), 1, Stop));
    }

    [Fact]
    public async Task A_deleted_stream_is_forgotten_when_its_objects_are()
    {
        await PushAsync(0);
        Assert.Equal(1, await _cleanup.AbandonAsync(_stream, 1, Stop));

        Assert.True((await _cleanup.ListStreamsAsync(Stop)).Single(kept => kept.Stream == _stream.Value).IsGoing);
        Assert.False(await _cleanup.HasStreamAsync(_stream, Stop));
        Assert.Null(await _cleanup.ForgetStreamAsync(_stream, 1, Stop));
        await _cleanup.ForgetAsync(await _cleanup.ListRemovedAsync(TimeSpan.Zero, 0, Stop), 1, Stop);
        Assert.NotNull(await _cleanup.ForgetStreamAsync(_stream, 1, Stop));

        Assert.DoesNotContain(await _cleanup.ListStreamsAsync(Stop), kept => kept.Stream == _stream.Value);
    }

    [Fact]
    public async Task Variants_and_segments_are_bounded()
    {
        _options.MaxVariants = 2;
        _options.MaxSegments = 3;
        await PushAsync(0, "a");
        await PushAsync(0, "b");

        Assert.IsType<IntakeOutcome.TooManyVariants>(await PushAsync(0, "c"));
        await PushAsync(1, "a");
        await PushAsync(2, "a");
        Assert.IsType<IntakeOutcome.TooManySegments>(await PushAsync(3, "a"));
    }

    [Fact]
    public async Task A_segment_that_was_read_with_an_older_init_segment_is_read_again()
    {
        var first = new PushedInit(new ObjectKey("streams/i/1"), 10, "one");
        Assert.Equal(new IntakeOutcome.InitTaken(1), await _intake.TakeInitAsync(_stream, 1, "v", first, Stop));
        Assert.Equal(new IntakeOutcome.InitTaken(1), await _intake.TakeInitAsync(_stream, 1, "v", first, Stop));
        Assert.Equal(new IntakeOutcome.InitTaken(2), await _intake.TakeInitAsync(_stream, 1, "v", first with { Sha256 = "two" }, Stop));

        Assert.IsType<IntakeOutcome.InitMoved>(await _intake.TakeAsync(Segment(0, "v", 1, "x") with { Format = SegmentFormats.Fragmented, InitNumber = 1 }, Target, Stop));
        Assert.IsType<IntakeOutcome.Taken>(await _intake.TakeAsync(Segment(0, "v", 1, "x") with { Format = SegmentFormats.Fragmented, InitNumber = 2 }, Target, Stop));
        Assert.Equal(new IntakeOutcome.OtherFormat(SegmentFormats.Fragmented), await PushAsync(1));
    }

    private Task<IntakeOutcome> PushAsync(long sequence, string variant = "v", int epoch = 1, string? sha256 = null) =>
        _intake.TakeAsync(Segment(sequence, variant, epoch, sha256 ?? $"{variant}{sequence}"), Target, Stop);

    private PushedSegment Segment(long sequence, string variant, int epoch, string sha256) => new()
    {
        Stream = _stream,
        Variant = variant,
        Sequence = sequence,
        Epoch = epoch,
        Format = SegmentFormats.Transport,
        Key = new ObjectKey($"streams/{_stream}/{variant}/{Interlocked.Increment(ref _keys)}.ts"),
        Bytes = 1000,
        Sha256 = sha256,
        DurationUs = Target,
        StartsUs = sequence % 1_000_000 * Target,
        Codecs = "avc1.64001f",
    };

    private StreamRecord Record(int window = 10) => new()
    {
        Id = _stream, Title = "A stream", Type = StreamType.Live, TargetDuration = 6, Window = window, OwnerId = new UserId("u0123456789abcdef"), OwnerNode = "one",
        CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private Task<ShelfRows> RowsAsync() => _shelf.LoadAsync(_stream, null, new Dictionary<string, long>(), Stop);

    private async Task<IEnumerable<long>> PublishedAsync(bool all = false) =>
        (await _shelf.LoadAsync(_stream, all ? null : 100, new Dictionary<string, long>(), Stop)).Segments.Select(segment => segment.Msn);
}
