using System.Text.Json.Serialization;

namespace Matinee.Brokers.Nats.JetStream;

/// <summary>Every answer of the API and every acknowledgement, as far as we read them.</summary>
internal sealed record ApiAnswer
{
    [JsonPropertyName("error")]
    public ApiError? Error { get; init; }

    /// <summary>Acknowledgement: where the message stands, or the first one of its id.</summary>
    [JsonPropertyName("seq")]
    public ulong Sequence { get; init; }

    [JsonPropertyName("duplicate")]
    public bool IsDuplicate { get; init; }

    [JsonPropertyName("message")]
    public ApiMessage? Message { get; init; }

    [JsonPropertyName("cluster")]
    public ApiCluster? Cluster { get; init; }

    [JsonPropertyName("config")]
    public ApiConfiguration? Configuration { get; init; }
}

internal sealed record ApiConfiguration
{
    [JsonPropertyName("num_replicas")]
    public int Replicas { get; init; }
}

internal sealed record ApiError
{
    [JsonPropertyName("code")]
    public int Code { get; init; }

    [JsonPropertyName("err_code")]
    public int ErrorCode { get; init; }

    [JsonPropertyName("description")]
    public string Description { get; init; } = "";
}

internal sealed record ApiMessage
{
    [JsonPropertyName("subject")]
    public string Subject { get; init; } = "";

    [JsonPropertyName("seq")]
    public ulong Sequence { get; init; }

    [JsonPropertyName("data")]
    public byte[]? Payload { get; init; }

    [JsonPropertyName("time")]
    public string Time { get; init; } = "";
}

internal sealed record ApiCluster
{
    [JsonPropertyName("leader")]
    public string? Leader { get; init; }
}

internal sealed record LastMessageRequest
{
    [JsonPropertyName("last_by_subj")]
    public string? LastBySubject { get; init; }

    [JsonPropertyName("seq")]
    public ulong? Sequence { get; init; }
}

internal sealed record PurgeRequest
{
    [JsonPropertyName("filter")]
    public required string Filter { get; init; }

    /// <summary>Everything below it goes.</summary>
    [JsonPropertyName("seq")]
    public required ulong Sequence { get; init; }
}
