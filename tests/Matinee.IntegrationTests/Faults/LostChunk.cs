namespace Matinee.IntegrationTests.Faults;

/// <summary>An attempt at a chunk whose worker was not heard of in time. The moments are in milliseconds since 1970, by the clock of the database.</summary>
internal sealed record LostChunk(string Worker, string Task, string Lane, long Epoch, long StartedAt, long FinishedAt);
