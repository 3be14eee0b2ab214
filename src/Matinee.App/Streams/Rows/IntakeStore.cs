using Dapper;
using Matinee.App.Database;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Rows;

/// <summary>
/// Takes segments into the rows. Every transaction changes the stream's head first and so holds it to its end: what it decides
/// of order, gaps and duplicates holds on every node.
/// </summary>
internal sealed class IntakeStore(ICatalogueDatabase database, IOptions<StreamOptions> options)
{
    /// <summary>A publisher that counts from more than this (the time of day, say) is counted from 0 here.</summary>
    private const long LargestFirst = 1_000_000;

    /// <param name="targetUs">That a gap lasts.</param>
    public Task<IntakeOutcome> TakeAsync(PushedSegment pushed, long targetUs, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync(async (connection, transaction) =>
        {
            var at = new RowScope(connection, transaction, pushed.Stream, database.Dialect.Now, cancellationToken);
            var head = await EnterAsync(at);
            if (head.Refuses(pushed.Epoch))
                return new IntakeOutcome.Shut(head.EndedEpoch >= pushed.Epoch);
            var begins = head.Epoch < pushed.Epoch;
            if (begins)
                head = await BeginAsync(at, pushed);
            return await TakeAsync(at, head, pushed, targetUs, restarted: begins && pushed.Epoch > 1);
        }, cancellationToken);

    /// <summary>An init segment that came by itself: for what is pushed after it.</summary>
    public Task<IntakeOutcome> TakeInitAsync(StreamId stream, int epoch, string variant, PushedInit init, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync<IntakeOutcome>(async (connection, transaction) =>
        {
            var at = new RowScope(connection, transaction, stream, database.Dialect.Now, cancellationToken);
            var head = await EnterAsync(at);
            if (head.Refuses(epoch))
                return new IntakeOutcome.Shut(head.EndedEpoch >= epoch);
            var all = await TrackRows.ListAsync(at);
            var track = all.FirstOrDefault(other => other.Variant == variant);
            if (track is null && all.Count >= options.Value.MaxVariants)
                return new IntakeOutcome.TooManyVariants();
            track ??= TrackRow.New(variant, SegmentFormats.Fragmented, TrackRow.NotBegun);
            if (track.Format != SegmentFormats.Fragmented)
                return new IntakeOutcome.OtherFormat(track.Format);
            var number = await TrackRows.TakeInitAsync(at, track, init);
            await TrackRows.SaveAsync(at, track);
            return new IntakeOutcome.InitTaken(number);
        }, cancellationToken);

    /// <summary>Publishes what waits no longer, of all tracks of a stream.</summary>
    /// <returns>Gaps that were closed.</returns>
    public Task<int> CloseGapsAsync(StreamId stream, long targetUs, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync(async (connection, transaction) =>
        {
            var at = new RowScope(connection, transaction, stream, database.Dialect.Now, cancellationToken);
            return await TrackRows.LockAsync(at) is { } head ? await TrackPublishing.AdvanceAllAsync(at, head, targetUs, Wait) : 0;
        }, cancellationToken);

    /// <summary>
    /// Ends the start of a stream: what waited is published, and nothing of it is taken any more. Idempotent. The token is
    /// that of the leader who says so.
    /// </summary>
    /// <returns>False when another leader has written since.</returns>
    public Task<bool> EndAsync(StreamRecord stream, long token, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync(async (connection, transaction) =>
        {
            if (!await StreamFence.PassAsync(connection, transaction, token, cancellationToken))
                return false;
            var at = new RowScope(connection, transaction, stream.Id, database.Dialect.Now, cancellationToken);
            var head = await EnterAsync(at);
            await TrackPublishing.AdvanceAllAsync(at, head, stream.TargetDuration * 1_000_000L, TimeSpan.Zero);
            await at.ExecuteAsync("UPDATE stream_heads SET ended_epoch = @epoch WHERE stream_id = @stream AND ended_epoch < @epoch", new { stream = at.Stream, epoch = stream.Epoch });
            return true;
        }, cancellationToken);

    /// <summary>Streams of which a segment waits for longer than it should.</summary>
    public Task<IReadOnlyList<string>> FindWaitingAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(async connection => (await connection.QueryAsync<string>(new CommandDefinition($"""
            SELECT DISTINCT t.stream_id FROM stream_tracks t
            JOIN stream_segments s ON s.stream_id = t.stream_id AND s.variant = t.variant AND s.msn > t.next_msn
            WHERE s.arrived_at <= {database.Dialect.Now} - @wait LIMIT 100
            """, new { wait = (long)Wait.TotalMilliseconds }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    private TimeSpan Wait => options.Value.ReorderWait;

    /// <summary>Takes the head's row, which is made by the first segment.</summary>
    private static Task<HeadRow> EnterAsync(RowScope at) => at.QuerySingleAsync<HeadRow>($"""
        INSERT INTO stream_heads (stream_id, epoch, ended_epoch, epoch_base, number_offset, last_at) VALUES (@stream, 0, -1, 0, 0, {at.Now})
        ON CONFLICT (stream_id) DO UPDATE SET last_at = excluded.last_at
        RETURNING {HeadRow.Columns}
        """, new { stream = at.Stream });

    /// <summary>
    /// The first segment of a start. Its number goes on where the publisher's own do; where those begin anew, they are moved
    /// behind what there is.
    /// </summary>
    private async Task<HeadRow> BeginAsync(RowScope at, PushedSegment pushed)
    {
        var next = (await TrackRows.ListAsync(at)).Where(track => track.HasBegun).Select(track => (long?)track.NextMsn).Max();
        var most = next is { } behind ? behind + options.Value.MaxGap : LargestFirst;
        var start = pushed.Sequence >= (next ?? 0) && pushed.Sequence <= most ? pushed.Sequence : next ?? 0;
        return await at.QuerySingleAsync<HeadRow>($"""
            UPDATE stream_heads SET epoch = @epoch, epoch_base = @start, number_offset = @offset WHERE stream_id = @stream RETURNING {HeadRow.Columns}
            """, new { stream = at.Stream, epoch = pushed.Epoch, start, offset = start - pushed.Sequence });
    }

    private async Task<IntakeOutcome> TakeAsync(RowScope at, HeadRow head, PushedSegment pushed, long targetUs, bool restarted)
    {
        var msn = pushed.Sequence + head.NumberOffset;
        var all = await TrackRows.ListAsync(at);
        var track = all.FirstOrDefault(other => other.Variant == pushed.Variant);
        if (track is null && all.Count >= options.Value.MaxVariants)
            return new IntakeOutcome.TooManyVariants();
        track ??= TrackRow.New(pushed.Variant, pushed.Format, TrackRow.NotBegun);
        if (!track.HasBegun)
            track.BeginAt(Math.Max(0, msn));
        else if (track.NextMsn < head.EpochBase - options.Value.MaxGap)
            track.BeginAt(head.EpochBase); // it was away for long: its playlist begins anew
        if (await RefuseAsync(at, head, track, pushed, msn) is { } refused)
            return refused;
        if (await InitOfAsync(at, track, pushed) is not { } init)
            return new IntakeOutcome.InitMoved();
        await TrackRows.InsertAsync(at, pushed, msn, init);
        if (pushed.Codecs.Length > 0 || track.Codecs.Length == 0)
            (track.Codecs, track.Width, track.Height) = (pushed.Codecs, pushed.Width, pushed.Height);
        var gaps = await TrackPublishing.AdvanceAsync(at, head, track, targetUs, Wait);
        return new IntakeOutcome.Taken(msn, track.NextMsn - head.NumberOffset, msn < track.NextMsn, init, gaps, restarted);
    }

    /// <summary>Null when the track has moved on since the segment was read.</summary>
    private static async Task<int?> InitOfAsync(RowScope at, TrackRow track, PushedSegment pushed)
    {
        if (pushed.Format == SegmentFormats.Transport)
            return 0;
        if (pushed.Init is { } init)
            return await TrackRows.TakeInitAsync(at, track, init);
        return pushed.InitNumber == track.InitNumber && track.InitNumber > 0 ? track.InitNumber : null;
    }

    private async Task<IntakeOutcome?> RefuseAsync(RowScope at, HeadRow head, TrackRow track, PushedSegment pushed, long msn)
    {
        var next = track.NextMsn - head.NumberOffset;
        if (track.Format != pushed.Format)
            return new IntakeOutcome.OtherFormat(track.Format);
        if (msn < 0)
            return new IntakeOutcome.Late(next);
        if (await TrackRows.FindAsync(at, pushed.Variant, msn) is { } there)
        {
            if (there.ObjectKey is null)
                return new IntakeOutcome.Late(next);
            return there.Sha256 == pushed.Sha256 ? new IntakeOutcome.Duplicate(msn, next) : new IntakeOutcome.Different(msn, next);
        }

        if (msn < track.NextMsn)
            return new IntakeOutcome.Late(next);
        if (track.NextMsn - track.FirstMsn >= options.Value.MaxSegments)
            return new IntakeOutcome.TooManySegments();
        // What is missing from before this start is given up at once, and does not count.
        var missing = msn - Math.Max(track.NextMsn, head.EpochBase);
        return missing > options.Value.MaxGap ? new IntakeOutcome.TooFar(next, missing) : null;
    }
}
