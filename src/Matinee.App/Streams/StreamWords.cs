using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Streams;

/// <summary>What a stream's playlist keeps.</summary>
[JsonConverter(typeof(StreamTypeConverter))]
public enum StreamType
{
    /// <summary>The last segments, as many as its window holds.</summary>
    Live,

    /// <summary>Everything, from the first segment on, and still growing.</summary>
    Event,

    /// <summary>Everything; once it is stopped it never changes.</summary>
    Vod,
}

/// <summary>Where a stream is in its life.</summary>
[JsonConverter(typeof(StreamStatusConverter))]
public enum StreamStatus
{
    /// <summary>Nothing was pushed yet.</summary>
    Created,

    /// <summary>Takes segments.</summary>
    Active,

    /// <summary>Its owner stopped it; it can be started again.</summary>
    Stopped,

    /// <summary>What is pushed cannot be played; the next segment that can makes it active again.</summary>
    Error,

    /// <summary>Its publisher fell silent for too long; it can be started again.</summary>
    Ended,
}

/// <summary>Who may play a stream, and who sees it in lists.</summary>
[JsonConverter(typeof(StreamVisibilityConverter))]
public enum StreamVisibility
{
    /// <summary>Plays for whoever has its address; listed for its owner alone.</summary>
    Unlisted,

    /// <summary>Plays for everybody, and is listed for everybody.</summary>
    Public,

    /// <summary>Plays with a signed address only.</summary>
    Private,
}

internal sealed class StreamTypeConverter() : JsonStringEnumConverter<StreamType>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class StreamStatusConverter() : JsonStringEnumConverter<StreamStatus>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class StreamVisibilityConverter() : JsonStringEnumConverter<StreamVisibility>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
