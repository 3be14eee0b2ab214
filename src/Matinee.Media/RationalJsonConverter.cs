using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Media;

/// <summary>Writes a fraction as the text "30000/1001".</summary>
public sealed class RationalJsonConverter : JsonConverter<Rational>
{
    public override Rational Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Rational.TryParse(reader.GetString()) is { } value
            ? value
            : throw new JsonException("A fraction is written as \"30000/1001\".");

    public override void Write(Utf8JsonWriter writer, Rational value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
