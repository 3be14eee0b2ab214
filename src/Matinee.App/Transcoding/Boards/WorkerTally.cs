namespace Matinee.App.Transcoding.Boards;

/// <summary>What came of a worker's attempts in the last 24 hours.</summary>
public sealed class WorkerTally
{
    public string WorkerId { get; set; } = "";

    public long Completed { get; set; }

    public long Failed { get; set; }

    public long Lost { get; set; }
}
