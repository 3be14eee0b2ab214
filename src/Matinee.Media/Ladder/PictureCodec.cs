using System.Text.Json.Serialization;

namespace Matinee.Media.Ladder;

/// <summary>What the picture is encoded to. All rungs of a plan have one codec: players do not switch between two.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PictureCodec>))]
public enum PictureCodec
{
    /// <summary>Plays everywhere, costs least CPU, takes most bits.</summary>
    [JsonStringEnumMemberName("h264")]
    H264,

    /// <summary>Two thirds of the bits. Apple devices and most televisions; Chrome and Edge where the hardware decodes it, Firefox rarely.</summary>
    [JsonStringEnumMemberName("hevc")]
    Hevc,

    /// <summary>Half of the bits. Chrome, Edge and Firefox in software too; Safari where the hardware decodes it.</summary>
    [JsonStringEnumMemberName("av1")]
    Av1,
}
