using System.Text.Json.Serialization;

namespace Matinee.Brokers.Nats.JetStream;

/// <summary>A stream as the API of JetStream takes it. Durations are nanoseconds.</summary>
internal sealed record StreamDefinition
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("subjects")]
    public required string[] Subjects { get; init; }

    [JsonPropertyName("retention")]
    public string Retention { get; init; } = "limits";

    [JsonPropertyName("storage")]
    public string Storage { get; init; } = "file";

    [JsonPropertyName("discard")]
    public string Discard { get; init; } = "old";

    [JsonPropertyName("max_msgs_per_subject")]
    public long MaxMessagesPerSubject { get; init; } = 1;

    [JsonPropertyName("max_msgs")]
    public long MaxMessages { get; init; } = -1;

    [JsonPropertyName("max_bytes")]
    public long MaxBytes { get; init; } = -1;

    [JsonPropertyName("max_consumers")]
    public int MaxConsumers { get; init; } = -1;

    [JsonPropertyName("max_age")]
    public long MaxAge { get; init; }

    [JsonPropertyName("num_replicas")]
    public int Replicas { get; init; } = 1;

    [JsonPropertyName("duplicate_window")]
    public long DuplicateWindow { get; init; }

    /// <summary>Any replica may answer a get.</summary>
    [JsonPropertyName("allow_direct")]
    public bool AllowDirect { get; init; }

    [JsonPropertyName("republish")]
    public Republishing? Republish { get; init; }
}

/// <summary>What is stored under the one subject is published once more under the other.</summary>
internal sealed record Republishing
{
    [JsonPropertyName("src")]
    public required string Source { get; init; }

    [JsonPropertyName("dest")]
    public required string Destination { get; init; }
}
