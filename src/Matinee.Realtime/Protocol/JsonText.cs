using System.Text.Encodings.Web;
using System.Text.Json;

namespace Matinee.Realtime.Protocol;

/// <summary>JSON that somebody else wrote, put into ours.</summary>
internal static class JsonText
{
    // Never read as HTML: it travels over a socket or as application/json.
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = ProtocolLimits.Depth };

    /// <summary>
    /// As a value: as it is when it is JSON on one line; put on one line when it is on several, because line ends delimit messages; what is no
    /// JSON (a Protobuf client may publish any bytes) as a text of base64.
    /// </summary>
    public static void WriteValue(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        if (!IsJson(json))
            writer.WriteBase64StringValue(json);
        else if (json.ContainsAny((byte)'\n', (byte)'\r'))
            WriteOnOneLine(writer, json);
        else
            writer.WriteRawValue(json, skipInputValidation: true);
    }

    public static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, ReaderOptions);
        try
        {
            if (!reader.Read())
                return false;
            reader.Skip();
            return !reader.Read() && System.Text.Unicode.Utf8.IsValid(bytes);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteOnOneLine(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        using var document = JsonDocument.ParseValue(ref reader);
        document.RootElement.WriteTo(writer);
    }
}
