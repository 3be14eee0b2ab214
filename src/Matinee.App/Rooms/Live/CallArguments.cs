using System.Text.Json;
using Matinee.App.Database;

namespace Matinee.App.Rooms.Live;

/// <summary>The parameters of a call, read with suspicion: what is missing or of another kind is a <see cref="MalformedCallException"/>.</summary>
internal readonly struct CallArguments(JsonElement values)
{
    public CommandId Command => CommandId.TryParse(Text("id"), out var id) ? id : throw new MalformedCallException("id is a ULID of 26 upper-case characters.");

    public long Version => Find("version") is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var version)
        ? version : throw new MalformedCallException("version is the number of the playback state that you saw.");

    public T Id<T>(string name) where T : struct, IEntityId<T> =>
        EntityIds.TryParse<T>(Text(name), out var id) ? id : throw new MalformedCallException($"{name} is an id that begins with '{T.Prefix}'.");

    public T? OptionalId<T>(string name) where T : struct, IEntityId<T> => Has(name) ? Id<T>(name) : null;

    public CommandId Message(string name) => CommandId.TryParse(Text(name), out var id) ? id : throw new MalformedCallException($"{name} is the id of a message.");

    public CommandId? OptionalMessage(string name) => Has(name) ? Message(name) : null;

    public string Text(string name) => OptionalText(name) ?? throw new MalformedCallException($"{name} is a text.");

    public string? OptionalText(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        _ => throw new MalformedCallException($"{name} is a text."),
    };

    public double Number(string name) => OptionalNumber(name) ?? throw new MalformedCallException($"{name} is a number.");

    public double? OptionalNumber(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        _ => throw new MalformedCallException($"{name} is a number."),
    };

    public int? OptionalCount(string name) => OptionalNumber(name) is { } number
        ? number is >= 0 and <= int.MaxValue && Math.Floor(number).Equals(number) ? (int)number : throw new MalformedCallException($"{name} is a whole number.")
        : null;

    public bool Flag(string name) => OptionalFlag(name) ?? throw new MalformedCallException($"{name} is true or false.");

    public bool? OptionalFlag(string name) => Find(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => throw new MalformedCallException($"{name} is true or false."),
    };

    public T Word<T>(string name) where T : struct, Enum => OptionalWord<T>(name) ?? throw new MalformedCallException(Allowed<T>(name));

    public T? OptionalWord<T>(string name) where T : struct, Enum =>
        OptionalText(name) is not { } text ? null
        : Enum.TryParse<T>(text, ignoreCase: true, out var value) && char.IsAsciiLetter(text.FirstOrDefault()) ? value
        : throw new MalformedCallException(Allowed<T>(name));

    private static string Allowed<T>(string name) where T : struct, Enum => $"{name} is one of {string.Join(", ", Enum.GetValues<T>().Select(value => value.Word()))}.";

    private bool Has(string name) => Find(name).ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private JsonElement Find(string name) => values.ValueKind == JsonValueKind.Object && values.TryGetProperty(name, out var value) ? value : default;
}

/// <summary>A call whose parameters cannot be read; the message says which.</summary>
internal sealed class MalformedCallException(string message) : Exception(message);
