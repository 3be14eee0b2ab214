using System.Text.Json.Serialization;

namespace Matinee.App.Library;

/// <summary>The life of a video. Lower-case in JSON and in the catalogue.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<VideoState>))]
public enum VideoState
{
    /// <summary>A draft whose bytes are not all here.</summary>
    Uploading,

    /// <summary>The source is in the store, waiting to be probed.</summary>
    Uploaded,

    Processing,

    /// <summary>The beginning plays; the rest is being encoded.</summary>
    Playable,

    Ready,

    Failed,
}
