using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Http;

/// <summary>
/// Times on the wire are RFC 3339 in UTC with milliseconds. Set for all of HTTP; a context that serialises by itself (events)
/// names it in its <see cref="JsonSourceGenerationOptionsAttribute.Converters"/>.
/// </summary>
public sealed class UtcTimeJsonConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}
