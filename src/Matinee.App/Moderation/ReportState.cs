using System.Text.Json.Serialization;

namespace Matinee.App.Moderation;

[JsonConverter(typeof(JsonStringEnumConverter<ReportState>))]
public enum ReportState
{
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("resolved")]
    Resolved,

    [JsonStringEnumMemberName("dismissed")]
    Dismissed,
}
