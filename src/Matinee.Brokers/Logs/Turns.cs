namespace Matinee.Brokers.Logs;

/// <summary>Whoever changes the same thing on this node goes one after the other, so that only other nodes are raced.</summary>
internal sealed class Turns : IDisposable
{
    private const int Lanes = 256;

    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Null: it did not come to one's turn in time.</summary>
    public async Task<IDisposable?> TakeAsync(string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        var lane = _lanes[(uint)string.GetHashCode(name, StringComparison.Ordinal) % Lanes];
        return await lane.WaitAsync(patience, cancellationToken) ? new Turn(lane) : null;
    }

    public void Dispose() => Array.ForEach(_lanes, lane => lane.Dispose());

    private sealed class Turn(SemaphoreSlim lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}
