namespace Matinee.App.Transcoding;

/// <summary>Sums over the rows of a finished job.</summary>
internal sealed class JobFigures
{
    public int Tasks { get; set; }

    public long Retries { get; set; }

    public long LostLeases { get; set; }

    public double CpuSeconds { get; set; }

    public int WorkersUsed { get; set; }

    public long Bytes { get; set; }

    /// <param name="seconds">Of the video.</param>
    public JobStatsJson Of(JobRow job, double seconds)
    {
        var wall = ((job.FinishedAt ?? job.CreatedAt) - (job.StartedAt ?? job.CreatedAt)) / 1000.0;
        return new JobStatsJson(
            TotalTime: Math.Round(wall, 3), TaskCount: Tasks, CpuSeconds: Math.Round(CpuSeconds, 3),
            Speed: wall > 0 ? Math.Round(seconds / wall, 3) : 0, CostPerMinute: seconds > 0 ? Math.Round(CpuSeconds / seconds, 3) : 0,
            BytesIn: job.SourceBytes, BytesOut: Bytes, DurationSeconds: Math.Round(seconds, 3), WorkersUsed: WorkersUsed, Retries: Retries, LostLeases: LostLeases,
            TimeToPlayable: job.PlayableAt is { } playable ? Math.Round((playable - job.CreatedAt) / 1000.0, 3) : null);
    }
}
