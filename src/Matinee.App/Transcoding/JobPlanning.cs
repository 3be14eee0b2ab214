using System.Text.Json;
using Matinee.App.Library;
using Matinee.App.Transcoding.Orders;
using Matinee.Media.Ladder;
using Matinee.Media.Planning;
using Matinee.Media.Probing;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding;

/// <summary>
/// From probe to plan to settled plan. Long sources are planned from their headers, so that the first chunks start while
/// the scan reads the rest; short ones, and those whose headers say little, after the scan.
/// </summary>
internal sealed class JobPlanning(PlanStore plans, JobStore jobs, ChapterStore chapters, TaskSignals signals, IOptions<TranscodingOptions> options)
{
    /// <summary>Takes the next step that the finished tasks allow. A failure is the source's own.</summary>
    public async Task<VideoFailure?> AdvanceAsync(JobRow job, IReadOnlyList<TaskRow> tasks, PlanRow? plan, CancellationToken cancellationToken)
    {
        if (plan is { Settled: true } || Result(tasks, TaskKind.Probe) is not { } probed)
            return null;
        if (probed.Refused is { } refused)
            return new VideoFailure(refused.Code, refused.Title, refused.Detail);
        var probe = probed.Probe ?? throw new InvalidOperationException($"The probe of job {job.Id} holds neither a probe nor a refusal.");
        var scanned = Result(tasks, TaskKind.Scan);
        if (scanned?.Refused is { } unusable)
            return new VideoFailure(unusable.Code, unusable.Title, unusable.Detail);
        var existing = tasks.Select(task => (task.TaskKind, task.Idx)).ToHashSet();
        if (plan is not null)
            return scanned?.Scan is { } rest ? await SettleAsync(job, PlanJson.Read(plan.Plan).Extend(rest), existing, cancellationToken) : null;
        var choices = Choices(job, probe, probed.EncoderVersion);
        if (scanned?.Scan is { } scan)
            return await BeginAsync(job, probe, EncodePlanner.Plan(probe, choices, scan), existing, cancellationToken);
        if (!EncodePlanner.ScanFirst(probe, choices))
            return await BeginAsync(job, probe, new PlanOutcome.Planned(EncodePlanner.Plan(probe, choices)), existing, cancellationToken);
        if (!existing.Contains((TaskKind.Scan, 0)))
        {
            await jobs.AddTasksAsync(job, [TaskGraph.Scan], cancellationToken);
            signals.WorkArrived();
        }

        return null;
    }

    public Task<bool> IsEncoderGoneAsync(JobRow job, CancellationToken cancellationToken) =>
        jobs.IsEncoderGoneAsync(job, options.Value.DeadWorkerTimeout, cancellationToken);

    /// <summary>Another job for the same source, with a plan of its own.</summary>
    public async Task BeginAnewAsync(JobRow job, CancellationToken cancellationToken)
    {
        if (await jobs.CreateAgainAsync(job, cancellationToken) is not { } again)
            return;
        signals.WorkArrived();
        signals.JobChanged(again.JobId);
    }

    private async Task<VideoFailure?> BeginAsync(
        JobRow job, MediaProbe probe, PlanOutcome outcome, HashSet<(TaskKind, int)> existing, CancellationToken cancellationToken)
    {
        if (outcome is not PlanOutcome.Planned { Plan: var plan })
            return Failure(outcome);
        await chapters.SeedAsync(
            VideoId.From(job.VideoId), [.. probe.Chapters.Select((c, i) => new VideoChapter(c.Start, c.Title is { Length: > 0 } title ? title : $"Chapter {i + 1}"))], cancellationToken);
        var text = JsonSerializer.Serialize(probe, PlanJson.Default.MediaProbe);
        if (await plans.InsertAsync(job, plan, text, TaskGraph.Missing(plan, existing), cancellationToken))
            signals.WorkArrived();
        return null;
    }

    private async Task<VideoFailure?> SettleAsync(
        JobRow job, PlanOutcome outcome, HashSet<(TaskKind, int)> existing, CancellationToken cancellationToken)
    {
        if (outcome is not PlanOutcome.Planned { Plan: var plan })
            return Failure(outcome);
        if (await plans.SettleAsync(job, plan, TaskGraph.Missing(plan, existing), cancellationToken))
            signals.WorkArrived();
        return null;
    }

    private PlanOptions Choices(JobRow job, MediaProbe probe, string encoderVersion)
    {
        var wishes = JobParams.Read(job.Params);
        var choices = new PlanOptions
        {
            Version = job.PlanVersion,
            EncoderVersion = encoderVersion,
            Preset = options.Value.Preset,
            SegmentLength = wishes.SegmentSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Value.SegmentLength,
            Ladder = new LadderOptions { TallestRung = TallestRung(wishes, probe, options.Value.TallestRung), HighestRate = wishes.VideoBitrate },
            Codec = wishes.VideoCodec switch { "hevc" => PictureCodec.Hevc, "av1" => PictureCodec.Av1, _ => PictureCodec.H264 },
        };
        if (wishes.AudioBitrate is { } sound)
            choices.AudioBitRate = sound;
        return choices;
    }

    /// <summary>By its short side: the largest picture that fits into the wished width and height.</summary>
    internal static int TallestRung(JobParams wishes, MediaProbe probe, int most)
    {
        if (probe.Video?.DisplaySize is not var (width, height) || wishes is { Width: null, Height: null })
            return most;
        var scale = Math.Min((wishes.Width ?? double.MaxValue) / width, (wishes.Height ?? double.MaxValue) / height);
        return Math.Clamp((int)Math.Round(Math.Min(width, height) * Math.Min(1, scale)), 16, most);
    }

    private static VideoFailure? Failure(PlanOutcome outcome) =>
        outcome is PlanOutcome.Refused no ? new VideoFailure(no.Code, no.Title, no.Detail) : null;

    private static ProbeResult? Result(IReadOnlyList<TaskRow> tasks, TaskKind kind) =>
        tasks.FirstOrDefault(task => task.TaskKind == kind) is { State: "completed", Result: { } json }
            ? JsonSerializer.Deserialize(json, JobJson.Default.ProbeResult)
            : null;
}

/// <summary>What a probe or scan task answers: exactly one of the three.</summary>
/// <param name="EncoderVersion">Of the worker that probed; the plan is pinned to it.</param>
internal sealed record ProbeResult(MediaProbe? Probe, PacketScan? Scan, ProbeRefusal? Refused, string EncoderVersion);

/// <summary>Why a source is not taken, for its owner to read.</summary>
internal sealed record ProbeRefusal(string Code, string Title, string Detail);
