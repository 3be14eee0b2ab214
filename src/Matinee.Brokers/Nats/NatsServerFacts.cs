using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Brokers.Nats;

/// <summary>What a server says of itself in INFO.</summary>
internal sealed record NatsServerFacts
{
    [JsonPropertyName("server_name")]
    public string ServerName { get; init; } = "";

    [JsonPropertyName("version")]
    public string Version { get; init; } = "";

    [JsonPropertyName("cluster")]
    public string? Cluster { get; init; }

    [JsonPropertyName("tls_required")]
    public bool TlsRequired { get; init; }

    [JsonPropertyName("headers")]
    public bool Headers { get; init; }

    [JsonPropertyName("jetstream")]
    public bool JetStream { get; init; }

    [JsonPropertyName("connect_urls")]
    public string[]? ConnectUrls { get; init; }

    /// <summary>It is about to go away.</summary>
    [JsonPropertyName("ldm")]
    public bool LameDuck { get; init; }

    /// <summary>Null: not the JSON of a server.</summary>
    public static NatsServerFacts? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, NatsJson.Default.NatsServerFacts);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
