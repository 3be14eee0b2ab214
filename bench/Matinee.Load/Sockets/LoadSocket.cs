using System.Text;
using Matinee.Load.Figures;

namespace Matinee.Load.Sockets;

/// <summary>One WebSocket of the load: a descriptor, a place in its topic, and a buffer only while a frame or a message is in pieces.</summary>
internal sealed unsafe class LoadSocket(LoadLoop loop, int token, LoadServer server, Topic topic, SocketRole role)
{
    private const int SmallBuffer = 4096;
    private int _descriptor = -1;
    private byte[]? _partial;
    private byte[]? _fragments;
    private byte[]? _unsent;
    private int _expected;
    private int _id;

    public Topic Topic => topic;

    public SocketRole Role => role;

    public SocketState State { get; private set; }

    /// <summary>Why it failed.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Where the log of the topic was when this socket joined or heard of it last; kept over a reconnect.</summary>
    public string Epoch { get; set; } = "";

    /// <inheritdoc cref="Epoch"/>
    public long Offset { get; set; }

    /// <summary>It was ready before, and asks for what it missed.</summary>
    public bool IsBack { get; private set; }

    /// <summary>The server said that nothing is missing.</summary>
    public bool Recovered { get; set; }

    /// <summary>The next publication that it has not seen.</summary>
    public int Expected => _expected;

    public int NextId() => ++_id;

    public void Connect(uint source, uint target)
    {
        _descriptor = Posix.OpenTcp();
        (State, _id) = (SocketState.Connecting, 0);
        Posix.Set(_descriptor, Posix.Tcp, Posix.NoDelay, 1);
        if (role == SocketRole.Stalled)
            Posix.Set(_descriptor, Posix.SocketLevel, Posix.ReceiveBuffer, SmallBuffer);
        Posix.BindTo(_descriptor, source);
        var error = Posix.ConnectTo(_descriptor, target, server.Port);
        if (error is not (0 or Posix.InProgress))
            Fail($"connect: error {error}");
        else
            Posix.Watch(loop.Epoll, Posix.Add, _descriptor, Posix.Writable, token);
    }

    public void Handle(uint events)
    {
        try
        {
            if (State == SocketState.Connecting)
                Shake();
            else if ((events & Posix.Writable) != 0)
                Flush();
            if ((events & (Posix.Readable | Posix.Failed | Posix.HungUp)) != 0 && State is SocketState.Shaking or SocketState.Open or SocketState.Ready)
                Receive();
        }
        catch (InvalidDataException e)
        {
            Fail(e.Message);
        }
    }

    /// <summary>It has joined, and every publication from now on counts.</summary>
    public void Ready()
    {
        if (State == SocketState.Ready)
            return;
        State = SocketState.Ready;
        if (!IsBack)
            _expected = topic.Published;
        IsBack = false;
        if (role == SocketRole.Stalled)
            Posix.Watch(loop.Epoll, Posix.Modify, _descriptor, 0, token);
    }

    /// <summary>Counts what is in a message.</summary>
    public void Arrive(ReadOnlySpan<byte> message) => topic.Arrive(message, ref _expected);

    public void Publish(ReadOnlySpan<byte> payload) => server.Dialect.Publish(this, payload);

    public void KeepAlive()
    {
        if (State == SocketState.Ready)
            server.Dialect.KeepAlive(this);
    }

    public void SendText(ReadOnlySpan<byte> message) => Write(ClientFrame.Of(ClientFrame.Text, message));

    public void SendBinary(ReadOnlySpan<byte> message) => Write(ClientFrame.Of(ClientFrame.Binary, message));

    /// <summary>As a cut cable does it, but that the kernel tells the other side.</summary>
    public void Drop()
    {
        if (_descriptor >= 0)
            _ = Posix.Close(_descriptor);
        IsBack |= State == SocketState.Ready;
        (_descriptor, State, _partial, _fragments, _unsent, Recovered) = (-1, SocketState.Closed, null, null, null, false);
    }

    public void Fail(string reason)
    {
        if (State == SocketState.Failed)
            return;
        Drop();
        (State, Reason) = (SocketState.Failed, reason);
        // One that never reads may be shown the door; whoever waits for it finds it failed.
        if (role != SocketRole.Stalled)
            loop.Failed(this);
    }

    private void Shake()
    {
        if (Posix.ErrorOf(_descriptor) is not 0 and var error)
        {
            Fail($"connect: error {error}");
            return;
        }

        State = SocketState.Shaking;
        Posix.Watch(loop.Epoll, Posix.Modify, _descriptor, Posix.Readable, token);
        Write(Encoding.ASCII.GetBytes(
            $"GET {server.Dialect.PathFor(this)} HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            "Sec-WebSocket-Key: bWF0aW5lZS1sb2FkLTAwMQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
    }

    private void Receive()
    {
        var buffer = loop.Buffer;
        var held = _partial?.Length ?? 0;
        _partial?.CopyTo(buffer);
        nint read;
        fixed (byte* start = buffer)
            read = Posix.Read(_descriptor, start + held, buffer.Length - held);
        if (read <= 0)
        {
            if (read < 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() is Posix.Again or Posix.Interrupted)
                return;
            Fail(read == 0 ? "the server closed the connection" : $"recv: error {System.Runtime.InteropServices.Marshal.GetLastPInvokeError()}");
            return;
        }

        var rest = Take(buffer.AsSpan(0, held + (int)read));
        _partial = rest.IsEmpty ? null : rest.ToArray();
    }

    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes)
    {
        if (State == SocketState.Shaking)
        {
            var end = bytes.IndexOf("\r\n\r\n"u8);
            if (end < 0)
                return bytes;
            if (!bytes.StartsWith("HTTP/1.1 101 "u8))
                throw new InvalidDataException("The handshake was answered with " + Encoding.ASCII.GetString(bytes[..bytes.IndexOf("\r\n"u8)]));
            State = SocketState.Open;
            server.Dialect.Open(this);
            bytes = bytes[(end + 4)..];
        }

        while (State is SocketState.Open or SocketState.Ready && ServerFrame.TryRead(bytes, out var frame))
        {
            bytes = bytes[frame.Size..];
            Read(frame);
        }

        return bytes;
    }

    private void Read(ServerFrame frame)
    {
        switch (frame.Opcode)
        {
            case ClientFrame.Text or ClientFrame.Binary or ClientFrame.Continuation:
                ReadPart(frame);
                break;
            case ClientFrame.Ping:
                Write(ClientFrame.Of(ClientFrame.Pong, frame.Payload));
                break;
            case ClientFrame.Close:
                throw new InvalidDataException("The server said goodbye: " + (frame.Payload.Length > 2 ? Encoding.UTF8.GetString(frame.Payload[2..]) : ""));
        }
    }

    // The first piece of a message has its opcode, the others have none, and pings may come between them (RFC 6455 5.4).
    private void ReadPart(ServerFrame frame)
    {
        if ((frame.Opcode == ClientFrame.Continuation) == (_fragments is null))
            throw new InvalidDataException("Fragments came out of order.");
        if (frame.IsLast && _fragments is null)
        {
            server.Dialect.Read(this, frame.Payload);
            return;
        }

        byte[] message = [.. _fragments ?? [], .. frame.Payload];
        _fragments = frame.IsLast ? null : message;
        if (frame.IsLast)
            server.Dialect.Read(this, message);
    }

    private void Write(byte[] bytes)
    {
        if (_unsent is { } before)
        {
            _unsent = [.. before, .. bytes];
            return;
        }

        var written = (int)Posix.Write(_descriptor, bytes);
        if (written == bytes.Length)
            return;
        if (written < 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != Posix.Again)
            return; // the loop hears of it as a hang-up
        _unsent = bytes[Math.Max(0, written)..];
        Posix.Watch(loop.Epoll, Posix.Modify, _descriptor, Posix.Readable | Posix.Writable, token);
    }

    private void Flush()
    {
        if (_unsent is not { } bytes)
            return;
        _unsent = null;
        Write(bytes);
        if (_unsent is null)
            Posix.Watch(loop.Epoll, Posix.Modify, _descriptor, Posix.Readable, token);
    }
}
