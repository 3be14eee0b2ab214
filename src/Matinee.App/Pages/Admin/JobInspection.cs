using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding.Boards;
using Matinee.App.Transcoding.Leasing;
using Matinee.Media.Planning;
using Matinee.Media.Probing;

namespace Matinee.App.Pages.Admin;

/// <summary>One job, looked into.</summary>
public sealed class JobInspection
{
    private readonly EncodePlan? _plan;
    private readonly MediaProbe? _probe;

    /// <param name="balancing">How workers are chosen for its tasks.</param>
    /// <param name="asker">Name of whose job it is; null when they are gone.</param>
    /// <param name="task">The task whose attempts are asked for.</param>
    public JobInspection(JobDossier dossier, Strategy balancing, string? asker, string? task, Words words)
    {
        Dossier = dossier;
        Balancing = balancing;
        Asker = asker;
        _plan = dossier.Plan is { } row ? PlanJson.Read(row.Plan) : null;
        _probe = dossier.Plan is { } found ? JsonSerializer.Deserialize(found.Probe, PlanJson.Default.MediaProbe) : null;
        var longest = _plan is { Chunks.Count: > 0 } ? _plan.FrameRate.Seconds(_plan.Chunks.Items.Max(chunk => chunk.Frames)) : 0;
        Lines = LogLine.Of(dossier, _plan?.Chunks.Count ?? 0, longest, asker, words);
        Picture = ChunkCell.Of(dossier.Tasks.Where(each => each.Kind == "video_chunk"), dossier.AttemptsByTask, words);
        Sound = ChunkCell.Of(dossier.Tasks.Where(each => each.Kind == "audio"), dossier.AttemptsByTask, words);
        Rest = ChunkCell.Of(dossier.Tasks.Where(each => each.Kind is not "video_chunk" and not "audio"), dossier.AttemptsByTask, words);
        Selected = task is null ? null : Cells.FirstOrDefault(cell => cell.Task.Id == task);
    }

    public JobDossier Dossier { get; }

    public JobBoardRow Job => Dossier.Job;

    public Strategy Balancing { get; }

    public string? Asker { get; }

    public ImmutableArray<LogLine> Lines { get; }

    public ImmutableArray<ChunkCell> Picture { get; }

    public ImmutableArray<ChunkCell> Sound { get; }

    public ImmutableArray<ChunkCell> Rest { get; }

    public ChunkCell? Selected { get; }

    public IEnumerable<ChunkCell> Cells => Picture.Concat(Sound).Concat(Rest);

    /// <summary>Renditions of the picture, tallest first, with what is published of each.</summary>
    public IEnumerable<(string Name, long Segments, long? Of)> Renditions => _plan is null ? [] : _plan.Renditions.Select(rung =>
        (rung.Name, Dossier.Tracks.FirstOrDefault(track => track.Rendition == rung.Name)?.Segments ?? 0, _plan.TotalSegments));

    /// <summary>"h264, 1920×1080, 25 fps"; null before the file was looked at.</summary>
    public string? Source
    {
        get
        {
            if (_probe?.Video is not { } video)
                return _probe?.Audio is [var sound, ..] ? sound.Codec : null;
            var (width, height) = video.DisplaySize;
            var rate = video.AverageFrameRate is { } fps ? string.Create(CultureInfo.InvariantCulture, $", {fps.Value:0.###} fps") : "";
            return $"{video.Codec}, {width}×{height}{rate}{(video.HighDynamicRange ? ", HDR" : "")}{(video.Interlaced ? ", interlaced" : "")}";
        }
    }

    public string? EncoderKey => _plan?.EncoderKey;

    /// <summary>Seconds of the picture that are committed.</summary>
    public double EncodedSeconds => _plan is null ? 0
        : _plan.FrameRate.Seconds(Dossier.Tasks.Where(task => task is { Kind: "video_chunk", State: "completed" }).Sum(task => task.TotalFrames));

    /// <summary>CPU minutes for a minute of video so far; null before the first chunk is done.</summary>
    public double? CostPerMinute => EncodedSeconds > 0 ? Dossier.CpuSeconds / EncodedSeconds : null;

    /// <summary>Tasks that were tried more than once, the ones that have failed first.</summary>
    public IEnumerable<ChunkCell> Troubled => Cells.Where(cell => cell.Kind is "bad" or "lost" or "again" || Dossier.AttemptsByTask[cell.Task.Id].Skip(1).Any())
        .OrderBy(cell => cell.Kind == "bad" ? 0 : 1);
}
