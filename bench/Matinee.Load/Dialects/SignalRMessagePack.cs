using System.Text;
using Matinee.Load.Sockets;

namespace Matinee.Load.Dialects;

/// <summary>The SignalR hub protocol in MessagePack: arrays behind their length. Texts here are shorter than 64 KiB.</summary>
internal sealed class SignalRMessagePack : IDialect
{
    private const byte Invocation = 1;
    private const byte Completion = 3;
    private const byte Ping = 6;
    private const byte Goodbye = 7;
    private const byte EmptyMap = 0x80;
    private const byte Nil = 0xc0;
    private const byte EmptyArray = 0x90;

    public string PathFor(LoadSocket socket) => "/hub";

    public void Open(LoadSocket socket) => socket.SendBinary([.. "{\"protocol\":\"messagepack\",\"version\":1}"u8, 0x1e]);

    public void Read(LoadSocket socket, ReadOnlySpan<byte> message)
    {
        if (socket.State == SocketState.Open && message.StartsWith("{"u8))
        {
            var end = message.IndexOf((byte)0x1e);
            if (!message.StartsWith("{}"u8))
                throw new InvalidDataException("Refused: " + Encoding.UTF8.GetString(message[..end]));
            message = message[(end + 1)..];
            if (socket.Role == SocketRole.Publisher)
                socket.Ready();
            else
                socket.SendBinary(Call([0xa1, (byte)'1'], "Join", Text(Encoding.ASCII.GetBytes(socket.Topic.Name))));
        }

        while (!message.IsEmpty)
        {
            var length = (int)ProtoBytes.ReadVarint(ref message);
            ReadOne(socket, message[..length]);
            message = message[length..];
        }
    }

    public void Publish(LoadSocket socket, ReadOnlySpan<byte> text) =>
        socket.SendBinary(Call([Nil], "Publish", Text(Encoding.ASCII.GetBytes(socket.Topic.Name)), Text(text)));

    public void KeepAlive(LoadSocket socket) => socket.SendBinary(ProtoBytes.Delimited([0x91, Ping]));

    // The first element of the array says what it is.
    private static void ReadOne(LoadSocket socket, ReadOnlySpan<byte> message)
    {
        switch (message[1])
        {
            case Invocation: socket.Arrive(message); break;
            case Completion when message.IndexOf("An unexpected error"u8) >= 0: throw new InvalidDataException(Encoding.UTF8.GetString(message));
            case Completion: socket.Ready(); break;
            case Goodbye: throw new InvalidDataException("The hub closes.");
        }
    }

    private static byte[] Call(ReadOnlySpan<byte> id, string method, params byte[][] arguments) => ProtoBytes.Delimited(
    [
        0x96, Invocation, EmptyMap, .. id, .. Text(Encoding.ASCII.GetBytes(method)), (byte)(EmptyArray | arguments.Length), .. arguments.SelectMany(a => a), EmptyArray,
    ]);

    private static byte[] Text(ReadOnlySpan<byte> text) =>
        text.Length < 32 ? [(byte)(0xa0 | text.Length), .. text] : [0xda, (byte)(text.Length >> 8), (byte)text.Length, .. text];
}
