namespace Matinee.App.Transcoding.Leasing;

/// <summary>How a task's worker is chosen among those that wait. Set by <c>Transcoding:Balancing</c>.</summary>
public enum Strategy
{
    /// <summary>The one with the smallest share of its slots in use.</summary>
    LeastLoaded,

    /// <summary>The one that was served longest ago.</summary>
    RoundRobin,

    /// <summary>The one that encodes the task's codec fastest, hardware first.</summary>
    Capabilities,

    /// <summary>The one that has done other tasks of the job, for a short while; then the least loaded.</summary>
    Affinity,
}
