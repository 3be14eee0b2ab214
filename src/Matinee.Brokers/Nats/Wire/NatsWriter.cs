using System.Buffers;
using System.Globalization;
using System.Text;

namespace Matinee.Brokers.Nats.Wire;

/// <summary>What a client says.</summary>
internal static class NatsWriter
{
    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    public static void Connect(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        output.Write("CONNECT "u8);
        output.Write(json);
        output.Write(LineEnd);
    }

    public static void Ping(IBufferWriter<byte> output) => output.Write("PING\r\n"u8);

    public static void Pong(IBufferWriter<byte> output) => output.Write("PONG\r\n"u8);

    public static void Subscribe(IBufferWriter<byte> output, string subject, long sid) =>
        Text(output, string.Create(CultureInfo.InvariantCulture, $"SUB {Checked(subject)} {sid}\r\n"));

    public static void Unsubscribe(IBufferWriter<byte> output, long sid) => Text(output, string.Create(CultureInfo.InvariantCulture, $"UNSUB {sid}\r\n"));

    /// <param name="replyTo">Empty: no answer is wanted.</param>
    public static void Publish(IBufferWriter<byte> output, string subject, string replyTo, NatsHeaders headers, ReadOnlySpan<byte> payload)
    {
        var address = replyTo.Length == 0 ? Checked(subject) : $"{Checked(subject)} {Checked(replyTo)}";
        if (headers.Items.Count == 0)
        {
            Text(output, string.Create(CultureInfo.InvariantCulture, $"PUB {address} {payload.Length}\r\n"));
        }
        else
        {
            var block = new ArrayBufferWriter<byte>(256);
            headers.Write(block);
            Text(output, string.Create(CultureInfo.InvariantCulture, $"HPUB {address} {block.WrittenCount} {block.WrittenCount + payload.Length}\r\n"));
            output.Write(block.WrittenSpan);
        }

        output.Write(payload);
        output.Write(LineEnd);
    }

    private static void Text(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    /// <summary>A space or line end in a subject would be another command.</summary>
    private static string Checked(string subject) => subject.Length > 0 && subject.AsSpan().IndexOfAny(" \t\r\n\0") < 0
        ? subject
        : throw new ArgumentException("A subject is not empty and has no white space.", nameof(subject));
}
