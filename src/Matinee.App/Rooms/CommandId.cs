using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Rooms;

/// <summary>
/// A ULID in its canonical upper-case form. The sender of a command makes it, so that sending again does nothing twice; a chat
/// message keeps the id of the command that sent it.
/// </summary>
[JsonConverter(typeof(CommandIdJsonConverter))]
internal readonly record struct CommandId(string Value)
{
    private const int Length = 26;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create(Alphabet);

    public static CommandId New(TimeProvider time)
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);
        var bits = (UInt128)(ulong)time.GetUtcNow().ToUnixTimeMilliseconds() << 80;
        foreach (var (octet, i) in random.ToArray().Select((octet, i) => (octet, i)))
            bits |= (UInt128)octet << (8 * i);
        return new(string.Create(Length, bits, static (chars, value) =>
        {
            for (var i = Length - 1; i >= 0; i--)
            {
                chars[i] = Alphabet[(int)(value & 31)];
                value >>= 5;
            }
        }));
    }

    // 26 letters are 130 bits: the first one has only three.
    public static bool TryParse([NotNullWhen(true)] string? text, out CommandId id)
    {
        id = default;
        if (text is not { Length: Length } || text[0] > '7' || text.AsSpan().ContainsAnyExcept(Letters))
            return false;
        id = new(text);
        return true;
    }

    public override string ToString() => Value;
}

internal sealed class CommandIdJsonConverter : JsonConverter<CommandId>
{
    public override CommandId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && CommandId.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException("Expected a ULID of 26 upper-case characters.");

    public override void Write(Utf8JsonWriter writer, CommandId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
