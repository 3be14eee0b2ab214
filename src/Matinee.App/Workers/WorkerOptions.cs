using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Workers;

/// <summary>The worker inside a server, and the one of <c>matinee worker</c>. Section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>Encodes at a time. Unset: one a core; 0: this process encodes nothing.</summary>
    [Range(0, 256)]
    public int? Slots { get; set; }

    /// <summary>Unique among the workers of a service. Unset: the node's id; for <c>matinee worker</c>, the machine's name and four random letters.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,62}", ErrorMessage = "letters, digits, '.', '_' and '-', at most 63")]
    public string? Name { get; set; }

    /// <summary>For <c>matinee worker</c>: addresses of the servers of one service, joined by commas; while one does not answer, the next is asked.</summary>
    public string? Coordinator { get; set; }

    /// <summary>For <c>matinee worker</c>: what lets it in the first time, from <c>matinee workers token</c>. Afterwards it has a key of its own.</summary>
    public string? Token { get; set; }

    /// <summary>For <c>matinee worker</c>: one task and out, as a Kubernetes Job wants it. Without one within a minute it ends as well.</summary>
    public bool Once { get; set; }

    /// <summary>How often progress is told and leases are kept. Unset: every 2 s inside a server, what the server says elsewhere.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan? HeartbeatEvery { get; set; }

    /// <summary>At a shutdown a task that is expected to end within this time may; others are given back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>An encode whose frames stand still this long is ended: a card or a driver that hangs.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// Hold other encodes of this worker still while the first chunk of a video runs: at most 20 s at a time and half of the
    /// time. Off: they only yield by their niceness.
    /// </summary>
    public bool PauseBulk { get; set; } = true;

    /// <summary>With less room than this in the data folder nothing new is begun.</summary>
    [Range(0, 1L << 40)]
    public long LeastFreeBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Where it is kept which encoders have worked, so that not every start tries them all. Unset: <c>DATA/encoders.json</c>. A new ffmpeg is tried anew.</summary>
    public string? AbilitiesFile { get; set; }

    /// <summary>Path of ffmpeg. Unset: the usual folders.</summary>
    public string? FfmpegPath { get; set; }

    /// <summary>Path of ffprobe. Unset: the usual folders.</summary>
    public string? FfprobePath { get; set; }
}

[OptionsValidator]
internal sealed partial class WorkerOptionsValidator : IValidateOptions<WorkerOptions>;
