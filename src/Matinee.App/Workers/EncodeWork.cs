using System.Collections.Immutable;
using Matinee.App.Transcoding;
using Matinee.Media.Commands;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;

namespace Matinee.App.Workers;

/// <summary>The picture, a chunk of all rungs at a time, and the sound, a whole track that is published as it grows.</summary>
internal sealed class EncodeWork(FfmpegRun ffmpeg, ITaskFiles files, TimeProvider time)
{
    // The first segment is waited for by who wants to begin; later ones are minutes ahead of the picture.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    public async Task<WorkOutcome> ChunkAsync(TaskRun run, EncodePlan plan, CancellationToken cancellationToken)
    {
        var chunk = plan.Chunks.Items[run.Task.Index];
        var threads = chunk.Urgent ? Environment.ProcessorCount : 1;
        var command = VideoChunkCommand.Build(plan, chunk, run.Source, run.Folder, threads);
        var outcome = await ffmpeg.RunAsync(Niceness.Of(command, chunk.Urgent ? Niceness.First : Niceness.Bulk), run, cancellationToken);
        if (!outcome.Succeeded)
            return WorkOutcome.Ffmpeg(outcome);
        List<FinishedFile> finished = [];
        foreach (var rendition in plan.Renditions)
        {
            if (!Add(OutputKind.Init, rendition.Name, 0, VideoChunkCommand.InitFile(rendition)))
                return WorkOutcome.Missing(VideoChunkCommand.InitFile(rendition), outcome);
            for (var i = 0; i < chunk.Segments; i++)
            {
                var number = chunk.FirstSegment + i;
                if (!Add(OutputKind.Segment, rendition.Name, number, VideoChunkCommand.SegmentFile(rendition, number)))
                    return WorkOutcome.Missing(VideoChunkCommand.SegmentFile(rendition, number), outcome);
            }
        }

        return new WorkOutcome.WorkDone(await files.StoreAsync(run.Task, finished, cancellationToken), null, outcome.CpuTime.TotalSeconds);

        bool Add(OutputKind kind, string name, long number, string file)
        {
            var path = Path.Combine(run.Folder, file);
            finished.Add(new FinishedFile(kind, name, number, path));
            return File.Exists(path);
        }
    }

    public async Task<WorkOutcome> SoundAsync(TaskRun run, EncodePlan plan, CancellationToken cancellationToken)
    {
        var track = plan.Audio[run.Task.Index];
        var command = AudioTrackCommand.Build(plan, track, run.Source, run.Folder);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A track that is tried again yields less: beside first chunks without end it would be lost with its worker time after time.
        var encoding = ffmpeg.RunAsync(Niceness.Of(command, run.Task.Attempt > 1 ? Niceness.Light : Niceness.Sound), run, stop.Token);
        // An init is sent once; an attempt that follows another compares it anew.
        var next = run.Task.Published;
        var initSent = false;
        try
        {
            while (await Task.WhenAny(encoding, Task.Delay(next == 0 ? FirstLook : LookEvery, time, cancellationToken)) != encoding)
            {
                // The muxer has begun segment n + 1, so n is whole.
                var ready = await CollectAsync(n => File.Exists(SegmentPath(n + 1)));
                if (!ready.IsEmpty && !await run.PublishAsync(ready, cancellationToken))
                    break;
            }
        }
        catch
        {
            // What cannot be stored is not encoded any further.
            await stop.CancelAsync();
            await ((Task)encoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var outcome = await encoding;
        if (!outcome.Succeeded)
            return WorkOutcome.Ffmpeg(outcome);
        return new WorkOutcome.WorkDone(await CollectAsync(_ => true), null, outcome.CpuTime.TotalSeconds);

        string SegmentPath(long number) => Path.Combine(run.Folder, AudioTrackCommand.SegmentFile(track, number));

        async Task<ImmutableArray<TaskOutput>> CollectAsync(Func<long, bool> whole)
        {
            List<FinishedFile> finished = [];
            var name = $"audio{track.Index}";
            for (; File.Exists(SegmentPath(next)) && whole(next); next++)
            {
                if (!initSent)
                    finished.Add(new FinishedFile(OutputKind.Init, name, 0, Path.Combine(run.Folder, AudioTrackCommand.InitFile(track))));
                initSent = true;
                finished.Add(new FinishedFile(OutputKind.Segment, name, next, SegmentPath(next)));
            }

            return finished.Count == 0 ? [] : await files.StoreAsync(run.Task, finished, cancellationToken);
        }
    }
}

/// <summary>How far each kind of run yields to the server, which must answer while all cores encode.</summary>
internal static class Niceness
{
    public const int First = 5;
    public const int Light = 10;
    public const int Bulk = 15;

    /// <summary>A track of sound is many times faster than its picture, and must not hold up the first chunk of it.</summary>
    public const int Sound = 19;

    public static FfmpegCommand Of(FfmpegCommand command, int nice) => command with { Ceiling = command.Ceiling with { Nice = nice }, MayPause = nice == Bulk };
}
