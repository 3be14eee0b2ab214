namespace Matinee.Adapters.Remote;

/// <summary>
/// An object as a seekable stream over ranged GETs. What breaks off is asked for again from where it stood, and only of the
/// same version of the object: a reader gets the bytes it opened, or an exception.
/// </summary>
internal sealed class RangedStream(StoreCalls calls, RangedStream.OpenAt open, Stream? body, long offset, long end) : Stream
{
    /// <summary>The object's bytes from an offset on, of the version that was opened.</summary>
    public delegate Task<Stream> OpenAt(long offset, CancellationToken cancellationToken);

    /// <summary>Seeking forward so far costs less by reading than by asking again.</summary>
    private const int Skippable = 128 * 1024;

    private const string Operation = "get";

    private Stream? _body = body;
    private long _bodyAt = offset;
    private long _position = offset;
    private CancellationTokenSource? _idle;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => end;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A position is not negative.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position >= end)
            return 0;
        if (buffer.Length > end - _position)
            buffer = buffer[..(int)(end - _position)];
        var began = calls.Time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AlignAsync(cancellationToken);
                var read = await ReadOnceAsync(buffer, cancellationToken);
                _bodyAt += read;
                _position = _bodyAt;
                return read;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && calls.IsPassing(e))
            {
                DropBody();
                if (!await calls.WaitAsync(attempt, calls.Patience.Deadline - calls.Time.GetElapsedTime(began), cancellationToken))
                    throw calls.Broken(Operation, StoreFault.Passing, e);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => end + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DropBody();
            _idle?.Dispose();
            _idle = null;
        }

        base.Dispose(disposing);
    }

    /// <summary>Brings the body to the position.</summary>
    private async Task AlignAsync(CancellationToken cancellationToken)
    {
        if (_body is not null && _bodyAt != _position && (_position < _bodyAt || _position - _bodyAt > Skippable))
            DropBody();
        if (_body is null)
        {
            var at = _position;
            _body = await calls.RunAsync(Operation, 0, stop => open(at, stop), cancellationToken);
            _bodyAt = at;
        }

        if (_bodyAt == _position)
            return;
        var skip = new byte[8 * 1024];
        while (_bodyAt < _position)
            _bodyAt += await ReadOnceAsync(skip.AsMemory(0, (int)Math.Min(skip.Length, _position - _bodyAt)), cancellationToken);
    }

    private async Task<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // A read that is given up must have ended before its buffer is used again, so the token ends it, not a wait beside it.
        _idle ??= new CancellationTokenSource(Timeout.InfiniteTimeSpan, calls.Time);
        _idle.CancelAfter(calls.Patience.Attempt);
        int read;
        try
        {
            using (cancellationToken.UnsafeRegister(static idle => ((CancellationTokenSource)idle!).Cancel(), _idle)) // given here
                read = await _body!.ReadAsync(buffer, _idle.Token); // aligned before
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("the bytes stopped coming", e);
        }
        finally
        {
            if (!_idle.TryReset())
            {
                _idle.Dispose();
                _idle = null;
            }
        }

        return read > 0 ? read : throw new EndOfStreamException("the answer ended too early");
    }

    private void DropBody()
    {
        _body?.Dispose();
        _body = null;
    }
}
