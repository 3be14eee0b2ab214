using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Media.Planning;

/// <summary>Writes H264 as "h264", as the API does.</summary>
internal sealed class LowerCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
