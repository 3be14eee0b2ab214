using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Fleet;

/// <summary>The workers that a service lets in. Section <c>Fleet</c>.</summary>
public sealed class FleetOptions
{
    /// <summary>Workers that may be at work together; a further one is told to come back later.</summary>
    [Range(1, 100_000)]
    public int MaxWorkers { get; set; } = 100;

    /// <summary>How often a worker on another machine is heard of. A third of the lease time, so that two lost beats are harmless.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:01:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an enrolment token lets workers in. What they get for it lasts until they are removed.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A worker that was not heard of for so long is forgotten, and its key with it.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromDays(30);
}

[OptionsValidator]
internal sealed partial class FleetOptionsValidator : IValidateOptions<FleetOptions>;
