namespace Matinee.IntegrationTests.Faults;

/// <summary>An attempt at a chunk whose worker was not heard of in time. The moments are in milliseconds since 1970, by the clock of the database.</summary>
internal sealed record LostChunk(string Worker, string Task, long Epoch, long StartedAt, long FinishedAt)
{
    /// <summary>It was that worker's when the kill hit.</summary>
    public bool IsCostOf(WorkerKill kill) => Worker == kill.Worker && StartedAt <= kill.At && kill.At <= FinishedAt;
}
