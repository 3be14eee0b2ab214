using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Storage;

/// <summary>A key is a JSON string; what is none is a <see cref="JsonException"/>.</summary>
internal sealed class ObjectKeyJsonConverter : JsonConverter<ObjectKey>
{
    public override ObjectKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ObjectKey.TryParse(reader.GetString(), out var key) ? key : throw new JsonException("Expected an object key.");

    public override void Write(Utf8JsonWriter writer, ObjectKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
