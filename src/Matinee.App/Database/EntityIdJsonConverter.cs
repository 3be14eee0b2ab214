using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Database;

/// <summary>An id is a JSON string; a malformed one is a <see cref="JsonException"/>, which the host answers with 400.</summary>
public sealed class EntityIdJsonConverter<T> : JsonConverter<T> where T : struct, IEntityId<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && EntityIds.TryParse<T>(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"Expected an id that begins with '{T.Prefix}'.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value.Value);
}
