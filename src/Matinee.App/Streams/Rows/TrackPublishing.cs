namespace Matinee.App.Streams.Rows;

/// <summary>Publishes what can be published of a track, in order; inside a transaction that holds its stream's head.</summary>
internal static class TrackPublishing
{
    /// <returns>Numbers that were passed over.</returns>
    public static async Task<int> AdvanceAllAsync(RowScope at, HeadRow head, long targetUs, TimeSpan wait)
    {
        var gaps = 0;
        foreach (var track in await TrackRows.ListAsync(at))
            gaps += await AdvanceAsync(at, head, track, targetUs, wait);
        return gaps;
    }

    /// <summary>The track's row is written in any case.</summary>
    public static async Task<int> AdvanceAsync(RowScope at, HeadRow head, TrackRow track, long targetUs, TimeSpan wait)
    {
        var held = await TrackRows.ListHeldAsync(at, track);
        var now = await TrackRows.NowAsync(at);
        var steps = SegmentOrder.Advance(
            track.NextMsn, head.EpochBase, [.. held.Select(segment => new HeldSegment(segment.Msn, segment.ArrivedAt))], now, (long)wait.TotalMilliseconds);
        var siblings = steps.Count > 0 ? await TrackRows.SiblingsAsync(at, track.Variant, steps[0].Msn, steps[^1].Msn) : [];
        var byNumber = held.ToDictionary(segment => segment.Msn);
        foreach (var step in steps)
        {
            var sibling = siblings.GetValueOrDefault(step.Msn);
            if (step.IsGap)
            {
                await TrackRows.InsertGapAsync(at, TrackProgress.PublishGap(track, targetUs, sibling, now));
                continue;
            }

            var segment = byNumber[step.Msn];
            TrackProgress.Publish(track, segment, sibling);
            track.DelayMs = Math.Max(0, now - segment.ArrivedAt);
            await TrackRows.PublishAsync(at, segment);
        }

        await TrackRows.SaveAsync(at, track);
        return steps.Count(step => step.IsGap);
    }
}
