using System.Text;
using System.Text.Json;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Administration;

/// <summary>The body of a request of the server API. What has another type than it should is a bad request.</summary>
internal readonly struct ServerRequest(JsonElement body)
{
    public string Channel => Text("channel") is { Length: > 0 } channel ? channel : throw Bad();

    public string User => Text("user") is { Length: > 0 } user ? user : throw Bad();

    public IReadOnlyList<string> Channels =>
        body.TryGetProperty("channels", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(c => c.ValueKind == JsonValueKind.String ? c.GetString() ?? "" : throw Bad())]
            : throw Bad();

    /// <summary>The JSON of <c>data</c>, or the bytes of <c>b64data</c>.</summary>
    public ReadOnlyMemory<byte> Payload
    {
        get
        {
            if (body.TryGetProperty("data", out var data))
                return Encoding.UTF8.GetBytes(data.GetRawText());
            return body.TryGetProperty("b64data", out var encoded) && encoded.ValueKind == JsonValueKind.String && encoded.TryGetBytesFromBase64(out var bytes) ? bytes : throw Bad();
        }
    }

    public IReadOnlyDictionary<string, string>? Tags =>
        body.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Object
            ? tags.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.ValueKind == JsonValueKind.String ? t.Value.GetString() ?? "" : throw Bad())
            : null;

    public StreamPosition? Since => body.TryGetProperty("since", out var since) && since.ValueKind == JsonValueKind.Object
        ? new StreamPosition(new ServerRequest(since).Text("epoch"), new ServerRequest(since).Number("offset"))
        : null;

    public string Text(string name) => !body.TryGetProperty(name, out var value) ? "" : value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : throw Bad();

    public long Number(string name, long otherwise = 0) => !body.TryGetProperty(name, out var value) ? otherwise : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Bad();

    public bool Flag(string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public ServerRequest? Nested(string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? new ServerRequest(value) : null;

    public static ServerRequestException Bad() => new(RealtimeErrors.BadRequest);
}
