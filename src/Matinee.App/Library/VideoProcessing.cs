using System.Collections.Concurrent;

namespace Matinee.App.Library;

/// <summary>
/// Where the encode tells how far it is. Watchers hear every report; the row is written at each change of state and at most
/// once a second for mere progress. Report a video from one place at a time: the last report wins.
/// </summary>
public sealed class VideoProcessing(VideoStore videos, VideoEvents events, TimeProvider time)
{
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<VideoId, LastReport> _written = new();

    public async Task ReportAsync(VideoId id, ProcessingReport report, CancellationToken cancellationToken)
    {
        if (_written.TryGetValue(id, out var last) && SameButNumbers(last.Report, report) && time.GetElapsedTime(last.At) < WriteEvery)
        {
            events.Publish(VideoEventKind.Progress, Apply(last.Video, report));
            return;
        }

        var kind = last is not null && SameButNumbers(last.Report, report) ? VideoEventKind.Progress : VideoEventKind.State;
        var video = await videos.ReportAsync(id, report, kind, cancellationToken);
        if (video is null || report.State is VideoState.Ready or VideoState.Failed)
            _written.TryRemove(id, out _);
        else
            _written[id] = new LastReport(report, video, time.GetTimestamp());
    }

    private static bool SameButNumbers(ProcessingReport a, ProcessingReport b) =>
        a.State == b.State && a.PlanVersion == b.PlanVersion && a.Failure == b.Failure && a.DurationSeconds.HasValue == b.DurationSeconds.HasValue
        && a.Renditions.Select(r => (r.Name, r.State)).SequenceEqual(b.Renditions.Select(r => (r.Name, r.State)));

    private static Video Apply(Video video, ProcessingReport report) => video with
    {
        Progress = report.Progress,
        Renditions = report.Renditions,
        EncodedSeconds = report.EncodedSeconds,
        EtaSeconds = report.EtaSeconds,
    };

    private sealed record LastReport(ProcessingReport Report, Video Video, long At);
}
