using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Workers;

/// <summary>The worker inside this process. Section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>Encodes at a time. Unset: one a core; 0: this process encodes nothing.</summary>
    [Range(0, 256)]
    public int? Slots { get; set; }

    /// <summary>Unique among the workers of a cluster. Unset: the node's id.</summary>
    public string? Name { get; set; }

    /// <summary>How often progress is told and leases are kept. Six times within a lease of 30 s, so that one lost report is harmless.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:10")]
    public TimeSpan HeartbeatEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>At a shutdown a task that is expected to end within this time may; others are given back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Path of ffmpeg. Unset: the usual folders.</summary>
    public string? FfmpegPath { get; set; }

    /// <summary>Path of ffprobe. Unset: the usual folders.</summary>
    public string? FfprobePath { get; set; }
}

[OptionsValidator]
internal sealed partial class WorkerOptionsValidator : IValidateOptions<WorkerOptions>;
