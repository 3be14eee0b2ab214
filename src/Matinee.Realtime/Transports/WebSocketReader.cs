using System.Buffers;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Transports;

/// <summary>
/// Reads whole messages of one client. Nothing is rented between messages while nothing comes; a length is checked before anything is rented for it; fragments
/// are bounded in bytes and in number.
/// </summary>
internal sealed class WebSocketReader(Stream stream, int mostBytes, bool inflates) : IDisposable
{
    private const int FirstRead = 4096;
    private const int MostFragments = 256;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private byte[]? _message;
    private int _messageLength;
    private byte _messageOpcode;
    private int _fragments;
    private bool _isDeflated;

    /// <summary>
    /// Until something comes, or the end of the stream. What was read last is given up, and no buffer is held: this is where an idle connection spends its life.
    /// </summary>
    public ValueTask<int> WaitAsync(CancellationToken cancellationToken)
    {
        ReleaseMessage();
        if (_start < _end)
            return default;
        ReleaseBuffer();
        return stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
    }

    /// <summary>The next message or control frame, valid until the next call; opcode close with no payload when the stream ends.</summary>
    public async ValueTask<(byte Opcode, ReadOnlyMemory<byte> Payload)> ReadAsync(CancellationToken cancellationToken)
    {
        ReleaseMessage();
        while (true)
        {
            WebSocketHeader header;
            while (!WebSocketHeader.TryRead(Unread, out header))
            {
                if (!await FillAsync(14, cancellationToken))
                    return (WebSocketHeader.Close, default);
            }

            Check(header);
            _start += header.Size;
            if (header.IsControl || header.IsFinal && _message is null)
            {
                if (!await HaveAsync((int)header.Length, cancellationToken))
                    return (WebSocketHeader.Close, default);
                var payload = Take((int)header.Length);
                header.Unmask(payload.Span);
                return (header.Opcode, header.IsDeflated ? Inflate(payload.Span) : payload);
            }

            if (!await AppendAsync(header, cancellationToken))
                return (WebSocketHeader.Close, default);
            if (!header.IsFinal)
                continue;
            var message = _message.AsMemory(0, _messageLength);
            _fragments = 0;
            return (_messageOpcode, _isDeflated ? Inflate(message.Span) : message);
        }
    }

    public void Dispose()
    {
        _fragments = 0;
        ReleaseMessage();
        ReleaseBuffer();
    }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    // The message that was given out last is not needed any more; one that is still being put together is.
    private void ReleaseMessage()
    {
        if (_message is null || _fragments > 0)
            return;
        ArrayPool<byte>.Shared.Return(_message);
        _message = null;
        _messageLength = 0;
    }

    private void ReleaseBuffer()
    {
        if (_buffer is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        (_buffer, _start, _end) = (null, 0, 0);
    }

    private void Check(WebSocketHeader header)
    {
        if (header.IsDeflated && (!inflates || header.IsControl || header.Opcode == WebSocketHeader.Continuation))
            throw new WebSocketException(WebSocketException.ProtocolError, "reserved bits are set");
        if (header.IsControl)
            return;
        if (_fragments > 0 != (header.Opcode == WebSocketHeader.Continuation))
            throw new WebSocketException(WebSocketException.ProtocolError, "fragments are out of order");
        if (header.Length > mostBytes - _messageLength)
            throw new WebSocketException(WebSocketException.TooBig, "message size limit");
        if (_fragments >= MostFragments)
            throw new WebSocketException(WebSocketException.TooBig, "too many fragments");
    }

    private async ValueTask<bool> AppendAsync(WebSocketHeader header, CancellationToken cancellationToken)
    {
        if (!await HaveAsync((int)header.Length, cancellationToken))
            return false;
        var part = Take((int)header.Length);
        header.Unmask(part.Span);
        if (_fragments++ == 0)
            (_messageOpcode, _isDeflated) = (header.Opcode, header.IsDeflated);
        if ((_message?.Length ?? 0) < _messageLength + part.Length || _message is null)
            GrowMessage(_messageLength + part.Length);
        part.CopyTo(_message.AsMemory(_messageLength));
        _messageLength += part.Length;
        return true;
    }

    // What it becomes is bounded like what comes plain.
    private ReadOnlyMemory<byte> Inflate(ReadOnlySpan<byte> deflated)
    {
        if (MessageDeflate.Inflate(deflated, mostBytes) is not var (rented, length))
            throw new WebSocketException(WebSocketException.TooBig, "message size limit");
        ReleaseMessage();
        (_message, _messageLength) = (rented, length);
        return rented.AsMemory(0, length);
    }

    private void GrowMessage(int wanted)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, 256));
        if (_message is { } old)
        {
            old.AsSpan(0, _messageLength).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(old);
        }

        _message = larger;
    }

    private Memory<byte> Take(int count)
    {
        var taken = _buffer.AsMemory(_start, count);
        _start += count;
        return taken;
    }

    private async ValueTask<bool> HaveAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            if (!await FillAsync(count, cancellationToken))
                return false;
        }

        return true;
    }

    // Reads once, with room for so many unread bytes; false at the end of the stream.
    private async ValueTask<bool> FillAsync(int wanted, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            ReleaseBuffer();
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(FirstRead, wanted));
        }
        else if (_buffer is { } full && _start + wanted > full.Length)
        {
            var next = full.Length >= wanted ? full : ArrayPool<byte>.Shared.Rent(wanted);
            full.AsSpan(_start, _end - _start).CopyTo(next);
            (_end, _start) = (_end - _start, 0);
            if (next != full)
                ArrayPool<byte>.Shared.Return(full);
            _buffer = next;
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
