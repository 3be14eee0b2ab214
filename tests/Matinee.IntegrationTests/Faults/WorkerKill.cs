namespace Matinee.IntegrationTests.Faults;

/// <summary>A worker that was killed at a moment.</summary>
/// <param name="At">In milliseconds since 1970, by the clock of the database.</param>
internal sealed record WorkerKill(string Worker, long At);
