namespace Matinee.IntegrationTests.Faults;

/// <summary>A worker that was killed at a moment.</summary>
/// <param name="At">In milliseconds since 1970, by the clock of the database.</param>
/// <param name="Frames">How far each chunk in its hands was, by the last beat before.</param>
internal sealed record WorkerKill(string Worker, long At, IReadOnlyDictionary<string, long> Frames)
{
    /// <summary>What it had to give up.</summary>
    public IReadOnlyList<LostChunk> LostOf(IEnumerable<LostChunk> chunks) => [.. chunks.Where(chunk => chunk.Worker == Worker && chunk.StartedAt <= At && At <= chunk.FinishedAt)];

    /// <summary>The work of these, in frames that have to be encoded once more.</summary>
    public long WorkOf(IEnumerable<LostChunk> lost) => lost.Sum(chunk => Frames.GetValueOrDefault(chunk.Task));

    public override string ToString() => $"{Worker} killed at {At}, which had {string.Join(", ", Frames.Select(f => $"{f.Value} frames of {f.Key}"))}";
}
