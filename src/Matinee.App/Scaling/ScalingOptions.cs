using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Scaling;

/// <summary>
/// How many workers there are. What <c>PUT /api/scaling</c> has set holds over these. Utilisation is tasks that run or wait for
/// each slot. Section <c>Scaling</c>.
/// </summary>
public sealed class ScalingOptions
{
    public const string Section = "Scaling";

    /// <summary>Whether the count follows the work; without it, it is what was last asked for by hand.</summary>
    public bool Enabled { get; set; }

    /// <summary>Who starts workers: <c>processes</c> on this machine, <c>kubernetes</c> (the replicas of a Deployment) or <c>kubernetes-jobs</c> (a Job a task).</summary>
    [RegularExpression("processes|kubernetes-jobs|kubernetes", ErrorMessage = "processes, kubernetes or kubernetes-jobs")]
    public string Executor { get; set; } = "processes";

    /// <summary>Workers that run without any work.</summary>
    [Range(0, 1000)]
    public int Min { get; set; } = 2;

    /// <summary>Workers at most.</summary>
    [Range(1, 1000)]
    public int Max { get; set; } = 10;

    /// <summary>At this utilisation or above there are more.</summary>
    [Range(0.05, 10)]
    public double UpAt { get; set; } = 0.8;

    /// <summary>At this utilisation or below, for the whole cooldown, there are fewer.</summary>
    [Range(0.0, 9)]
    public double DownAt { get; set; } = 0.3;

    /// <summary>Between two growths: about the time that a new worker needs to take its first task.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan UpCooldown { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long utilisation must be low before workers go. Starting one is dear, an idle one is cheap.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DownCooldown { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Workers more or fewer at once, at most.</summary>
    [Range(1, 100)]
    public int Step { get; set; } = 4;

    /// <summary>How often it is looked. Another node takes over after three looks that did not happen.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:01:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Tasks that a worker of the executor takes at a time; for <c>processes</c> at most one a core.</summary>
    [Range(1, 64)]
    public int SlotsPerWorker { get; set; } = 1;

    /// <summary>Worker processes on this machine at most. Unset: one a core, and at least 2; more would only share the cores.</summary>
    [Range(1, 256)]
    public int? MostProcesses { get; set; }
}

[OptionsValidator]
internal sealed partial class ScalingOptionsValidator : IValidateOptions<ScalingOptions>;
