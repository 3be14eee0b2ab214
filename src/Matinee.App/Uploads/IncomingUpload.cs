namespace Matinee.App.Uploads;

/// <summary>
/// What this process remembers of an upload between its requests. One request at a time has the turn; a newcomer ends the
/// one before it, because a client that reconnects comes back before the server has noticed that its old connection is dead.
/// </summary>
internal sealed class IncomingUpload : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private CancellationTokenSource? _holder;
    private long _written;

    public RunningHash Hash { get; } = new();

    /// <summary>Bytes in the file, durable or not yet.</summary>
    public long Written
    {
        get => Volatile.Read(ref _written);
        set => Volatile.Write(ref _written, value);
    }

    /// <summary>Users of this object; guarded by the registry.</summary>
    internal int References { get; set; }

    internal long LastUsed { get; set; }

    /// <summary>Null when the request before does not end within the patience.</summary>
    public async Task<Turn?> EnterAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            _holder?.Cancel();
        if (!await _turn.WaitAsync(Patience, cancellationToken))
            return null;
        var holder = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_lock)
            _holder = holder;
        return new Turn(this, holder);
    }

    public void Dispose()
    {
        _turn.Dispose();
        Hash.Dispose();
    }

    private void Leave(CancellationTokenSource holder)
    {
        lock (_lock)
            _holder = null;
        holder.Dispose();
        _turn.Release();
    }

    /// <summary>Ends with <see cref="Dispose"/>; <see cref="Ended"/> fires when the client leaves or a newcomer wants the turn.</summary>
    internal sealed class Turn(IncomingUpload upload, CancellationTokenSource holder) : IDisposable
    {
        public CancellationToken Ended { get; } = holder.Token;

        public void Dispose() => upload.Leave(holder);
    }
}
