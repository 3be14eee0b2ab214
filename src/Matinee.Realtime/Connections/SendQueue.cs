using System.Buffers;

namespace Matinee.Realtime.Connections;

/// <summary>
/// What waits to be written to one connection. While nothing waits, whoever sends writes; while a write is under way, frames wait here and then leave in
/// one write. Bounded in bytes and frames; what does not fit falls behind by its class.
/// </summary>
internal sealed class SendQueue(Stream output, ConnectionOptions limits, TimeProvider time, Action broken)
{
    private readonly Lock _gate = new();
    private List<WaitingFrame>? _waiting;
    private int _bytes;
    private bool _writing;
    private bool _closed;
    private long _writingSince;
    private TaskCompletionSource? _drained;

    public int WaitingBytes => Volatile.Read(ref _bytes);

    public int WaitingFrames => Volatile.Read(ref _waiting)?.Count ?? 0;

    /// <summary>How long the write under way has lasted.</summary>
    public TimeSpan Stalled
    {
        get
        {
            lock (_gate)
                return _writing ? time.GetElapsedTime(_writingSince) : TimeSpan.Zero;
        }
    }

    public SendOutcome Send(byte[] frame, FrameClass kind, string channel)
    {
        lock (_gate)
        {
            if (_closed)
                return SendOutcome.Closed;
            if (_writing)
                return Wait(frame, kind, channel);
            _writing = true;
            _writingSince = time.GetTimestamp();
        }

        Write(frame, frame.Length, rented: false);
        return SendOutcome.Accepted;
    }

    /// <summary>Takes one last frame and no more; completes when all is written, or cannot be.</summary>
    public Task CloseAsync(byte[] last)
    {
        lock (_gate)
        {
            if (_closed)
                return _drained?.Task ?? Task.CompletedTask;
            _closed = true;
            _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_writing)
            {
                (_waiting ??= []).Add(new WaitingFrame(last, FrameClass.Reply, ""));
                _bytes += last.Length;
                return _drained.Task;
            }

            _writing = true;
            _writingSince = time.GetTimestamp();
        }

        Write(last, last.Length, rented: false);
        return _drained.Task;
    }

    private SendOutcome Wait(byte[] frame, FrameClass kind, string channel)
    {
        var waiting = _waiting ??= [];
        if (kind == FrameClass.State && Find(waiting, kind, channel) is var older and >= 0)
        {
            _bytes += frame.Length - waiting[older].Frame.Length;
            waiting.RemoveAt(older);
        }
        else if (Fits(frame, 1))
        {
            _bytes += frame.Length;
        }
        else if (kind == FrameClass.Signal && Find(waiting, kind, channel) is var oldest and >= 0)
        {
            _bytes += frame.Length - waiting[oldest].Frame.Length;
            waiting.RemoveAt(oldest);
        }
        else if (kind == FrameClass.Reply && Fits(frame, 2))
        {
            _bytes += frame.Length;
        }
        else
        {
            return kind switch { FrameClass.Log => SendOutcome.Lagged, FrameClass.Reply => SendOutcome.Full, _ => SendOutcome.Dropped };
        }

        waiting.Add(new WaitingFrame(frame, kind, channel));
        return SendOutcome.Accepted;
    }

    private bool Fits(byte[] frame, int times) =>
        _bytes + (long)frame.Length <= limits.QueueBytes * (long)times && (_waiting?.Count ?? 0) < limits.QueueFrames * (long)times;

    private static int Find(List<WaitingFrame> waiting, FrameClass kind, string channel)
    {
        for (var i = 0; i < waiting.Count; i++)
        {
            if (waiting[i].Kind == kind && waiting[i].Channel == channel)
                return i;
        }

        return -1;
    }

    // On the sender's thread for as long as the socket takes what it is given; goes on by itself when it does not.
    private void Write(byte[] buffer, int count, bool rented)
    {
        do
        {
            try
            {
                var write = output.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None);
                if (!write.IsCompletedSuccessfully)
                {
                    _ = ContinueAsync(write.AsTask(), buffer, rented);
                    return;
                }

                write.GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                Break();
                return;
            }

            if (rented)
                ArrayPool<byte>.Shared.Return(buffer);
        }
        while (Next(out buffer, out count, out rented));
    }

    private async Task ContinueAsync(Task write, byte[] buffer, bool rented)
    {
        try
        {
            await write;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            Break();
            return;
        }

        if (rented)
            ArrayPool<byte>.Shared.Return(buffer);
        if (Next(out buffer, out var count, out rented))
            Write(buffer, count, rented);
    }

    private bool Next(out byte[] buffer, out int count, out bool rented)
    {
        lock (_gate)
        {
            if (_waiting is not { Count: > 0 } waiting)
            {
                _writing = false;
                _waiting = null;
                _drained?.TrySetResult();
                (buffer, count, rented) = ([], 0, false);
                return false;
            }

            _writingSince = time.GetTimestamp();
            (buffer, count, rented) = (waiting[0].Frame, _bytes, false);
            if (waiting.Count > 1)
                (buffer, rented) = (Join(waiting, _bytes), true);
            waiting.Clear();
            _bytes = 0;
            return true;
        }
    }

    private static byte[] Join(List<WaitingFrame> waiting, int bytes)
    {
        var joined = ArrayPool<byte>.Shared.Rent(bytes);
        var at = 0;
        foreach (var (frame, _, _) in waiting)
        {
            frame.CopyTo(joined, at);
            at += frame.Length;
        }

        return joined;
    }

    private void Break()
    {
        lock (_gate)
        {
            _closed = true;
            _waiting = null;
            _bytes = 0;
            (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }

        broken();
    }

    private readonly record struct WaitingFrame(byte[] Frame, FrameClass Kind, string Channel);
}
