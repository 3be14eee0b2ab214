using System.Collections.Immutable;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

/// <summary>A task that is not a row yet.</summary>
/// <param name="Caps">The encoder key that its output depends on; empty for any worker.</param>
/// <param name="CostEstimate">CPU seconds, roughly: 2.2 a second of 1080p with three rungs was measured.</param>
internal sealed record NewTask(TaskKind Kind, int Index, TaskPlace Place, long TotalFrames, string Caps, double CostEstimate);

/// <summary>Which tasks a plan calls for; pure, so that it can be asked again after any crash.</summary>
internal static class TaskGraph
{
    public static readonly NewTask Probe = new(TaskKind.Probe, 0, TaskPlace.Of(TaskKind.Probe), 0, "", 0.2);

    public static readonly NewTask Scan = new(TaskKind.Scan, 0, TaskPlace.Of(TaskKind.Scan), 0, "", 1);

    /// <param name="frames">0 when the headers do not tell.</param>
    /// <param name="caps">The encoder that it asks for; empty for what every worker has.</param>
    public static NewTask File(long frames, double seconds, string caps) => new(TaskKind.File, 0, TaskPlace.Of(TaskKind.File), frames, caps, 2 * seconds);

    /// <summary>Without these a video plays all the same, so their failure is not the job's.</summary>
    public static bool IsOptional(TaskKind kind) => kind is TaskKind.Poster or TaskKind.Storyboard or TaskKind.Subtitle;

    /// <summary>What the plan calls for and <paramref name="existing"/> lacks.</summary>
    public static ImmutableArray<NewTask> Missing(EncodePlan plan, IReadOnlySet<(TaskKind, int)> existing) =>
        [.. All(plan).Where(task => !existing.Contains((task.Kind, task.Index)))];

    private static IEnumerable<NewTask> All(EncodePlan plan)
    {
        var frames = plan.TotalFrames ?? plan.ExpectedFrames;
        // Sound is cut to the exact length, so it waits until that is known.
        if (plan.TotalFrames is not null)
        {
            foreach (var track in plan.Audio)
                yield return new(TaskKind.Audio, track.Index, TaskPlace.Of(TaskKind.Audio, track.Index), frames, EncoderKeys.Required(plan.EncoderKey), 0.02 * plan.FrameRate.Seconds(frames));
        }

        foreach (var chunk in plan.Chunks.Items)
            yield return new(TaskKind.VideoChunk, chunk.Index, TaskPlace.Of(chunk), chunk.Frames, EncoderKeys.Required(plan.EncoderKey), 0.7 * plan.Renditions.Length * plan.FrameRate.Seconds(chunk.Frames));
        if (plan.HasPoster)
            yield return new(TaskKind.Poster, 0, TaskPlace.Of(TaskKind.Poster), 0, "", 0.5);
        if (!plan.IsSettled)
        {
            yield return Scan with { Place = TaskPlace.OfScan(plan) };
            yield break;
        }

        foreach (var track in plan.Subtitles)
            yield return new(TaskKind.Subtitle, track.Index, TaskPlace.Of(TaskKind.Subtitle, track.Index), 0, "", 1);
        if (plan.Storyboard is not null)
            yield return new(TaskKind.Storyboard, 0, TaskPlace.Of(TaskKind.Storyboard), 0, "", 0.05 * plan.FrameRate.Seconds(frames));
        yield return new(TaskKind.Finalize, 0, TaskPlace.Of(TaskKind.Finalize), 0, "", 0);
    }
}
