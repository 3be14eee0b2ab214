using Dapper;

namespace Matinee.App.Streams.Rows;

/// <summary>Statements over one stream's tracks, segments and init segments, inside a transaction that holds its head.</summary>
internal static class TrackRows
{
    /// <summary>Takes the head's row; null when nothing was ever pushed.</summary>
    public static Task<HeadRow?> LockAsync(RowScope at) =>
        at.FindAsync<HeadRow>($"UPDATE stream_heads SET epoch = epoch WHERE stream_id = @stream RETURNING {HeadRow.Columns}", new { stream = at.Stream });

    public static Task<IReadOnlyList<TrackRow>> ListAsync(RowScope at) =>
        at.ListAsync<TrackRow>($"SELECT {TrackRow.Columns} FROM stream_tracks WHERE stream_id = @stream ORDER BY variant", new { stream = at.Stream });

    public static Task<SegmentRow?> FindAsync(RowScope at, string variant, long msn) =>
        at.FindAsync<SegmentRow>($"SELECT {SegmentRow.Columns} FROM stream_segments WHERE stream_id = @stream AND variant = @variant AND msn = @msn", new { stream = at.Stream, variant, msn });

    /// <summary>What is here and not yet published, in order.</summary>
    public static Task<IReadOnlyList<SegmentRow>> ListHeldAsync(RowScope at, TrackRow track) =>
        at.ListAsync<SegmentRow>(
            $"SELECT {SegmentRow.Columns} FROM stream_segments WHERE stream_id = @stream AND variant = @variant AND msn >= @next ORDER BY msn",
            new { stream = at.Stream, variant = track.Variant, next = track.NextMsn });

    /// <summary>What other variants have published under these numbers; one a number.</summary>
    public static async Task<Dictionary<long, SegmentRow>> SiblingsAsync(RowScope at, string variant, long from, long to)
    {
        var rows = await at.ListAsync<SegmentRow>($"""
            SELECT {SegmentRow.Columns} FROM stream_segments s
            WHERE stream_id = @stream AND variant <> @variant AND msn BETWEEN @from AND @to
              AND msn < (SELECT next_msn FROM stream_tracks t WHERE t.stream_id = s.stream_id AND t.variant = s.variant)
            ORDER BY variant
            """, new { stream = at.Stream, variant, from, to });
        return rows.GroupBy(row => row.Msn).ToDictionary(group => group.Key, group => group.First());
    }

    public static Task<long> NowAsync(RowScope at) => at.QuerySingleAsync<long>($"SELECT {at.Now}", new { });

    public static async Task InsertAsync(RowScope at, PushedSegment pushed, long msn, int initNumber) =>
        await at.ExecuteAsync($"""
            INSERT INTO stream_segments (stream_id, variant, msn, epoch, init_number, object_key, bytes, sha256, duration_us, starts_us, program_us,
              discontinuity, discontinuities, arrived_at)
            VALUES (@stream, @variant, @msn, @epoch, @initNumber, @key, @bytes, @sha256, @duration, @starts, CAST(@program AS BIGINT), @discontinuity, 0, {at.Now} - @age)
            """, new
        {
            stream = at.Stream,
            variant = pushed.Variant,
            msn,
            epoch = pushed.Epoch,
            initNumber,
            key = pushed.Key.Value,
            bytes = pushed.Bytes,
            sha256 = pushed.Sha256,
            duration = pushed.DurationUs,
            starts = pushed.StartsUs,
            program = pushed.ProgramUs,
            discontinuity = pushed.Discontinuity ? 1 : 0,
            age = (long)pushed.Age.TotalMilliseconds,
        });

    public static async Task InsertGapAsync(RowScope at, SegmentRow gap) =>
        await at.ExecuteAsync("""
            INSERT INTO stream_segments (stream_id, variant, msn, epoch, init_number, object_key, bytes, sha256, duration_us, starts_us, program_us,
              discontinuity, discontinuities, arrived_at)
            VALUES (@stream, @variant, @msn, @epoch, @init, NULL, 0, '', @duration, @starts, @program, @discontinuity, @discontinuities, @at)
            """, new
        {
            stream = at.Stream,
            variant = gap.Variant,
            msn = gap.Msn,
            epoch = gap.Epoch,
            init = gap.InitNumber,
            duration = gap.DurationUs,
            starts = gap.StartsUs,
            program = gap.ProgramUs,
            discontinuity = gap.Discontinuity ? 1 : 0,
            discontinuities = gap.Discontinuities,
            at = gap.ArrivedAt,
        });

    public static async Task PublishAsync(RowScope at, SegmentRow segment) =>
        await at.ExecuteAsync("""
            UPDATE stream_segments SET program_us = @program, discontinuity = @discontinuity, discontinuities = @discontinuities
            WHERE stream_id = @stream AND variant = @variant AND msn = @msn
            """, new
        {
            stream = at.Stream,
            variant = segment.Variant,
            msn = segment.Msn,
            program = segment.ProgramUs,
            discontinuity = segment.Discontinuity ? 1 : 0,
            discontinuities = segment.Discontinuities,
        });

    /// <summary>The number of an init segment; one that is not the newest already is added behind it.</summary>
    public static async Task<int> TakeInitAsync(RowScope at, TrackRow track, PushedInit init)
    {
        var newest = await at.FindAsync<string>(
            "SELECT sha256 FROM stream_inits WHERE stream_id = @stream AND variant = @variant AND number = @number",
            new { stream = at.Stream, variant = track.Variant, number = track.InitNumber });
        if (newest == init.Sha256)
            return track.InitNumber;
        track.InitNumber++;
        await at.ExecuteAsync(
            "INSERT INTO stream_inits (stream_id, variant, number, object_key, bytes, sha256) VALUES (@stream, @variant, @number, @key, @bytes, @sha256)",
            new { stream = at.Stream, variant = track.Variant, number = track.InitNumber, key = init.Key.Value, bytes = init.Bytes, sha256 = init.Sha256 });
        return track.InitNumber;
    }

    public static async Task SaveAsync(RowScope at, TrackRow track) =>
        await at.ExecuteAsync($"""
            INSERT INTO stream_tracks (stream_id, variant, format, first_msn, next_msn, epoch, discontinuities, init_number, last_init, ends_us, open_gap_us,
              program_us, codecs, width, height, segments, gaps, bytes, duration_us, peak_bps, delay_ms, last_at)
            VALUES (@stream, @Variant, @Format, @FirstMsn, @NextMsn, @Epoch, @Discontinuities, @InitNumber, @LastInit, @EndsUs, @OpenGapUs,
              @ProgramUs, @Codecs, @Width, @Height, @Segments, @Gaps, @Bytes, @DurationUs, @PeakBps, @DelayMs, {at.Now})
            ON CONFLICT (stream_id, variant) DO UPDATE SET first_msn = excluded.first_msn, next_msn = excluded.next_msn, epoch = excluded.epoch,
              discontinuities = excluded.discontinuities, init_number = excluded.init_number, last_init = excluded.last_init, ends_us = excluded.ends_us,
              open_gap_us = excluded.open_gap_us, program_us = excluded.program_us, codecs = excluded.codecs, width = excluded.width, height = excluded.height,
              segments = excluded.segments, gaps = excluded.gaps, bytes = excluded.bytes, duration_us = excluded.duration_us, peak_bps = excluded.peak_bps,
              delay_ms = excluded.delay_ms, last_at = excluded.last_at
            """, Values(at, track));

    private static DynamicParameters Values(RowScope at, TrackRow track)
    {
        var values = new DynamicParameters(track);
        values.Add("stream", at.Stream);
        return values;
    }
}
