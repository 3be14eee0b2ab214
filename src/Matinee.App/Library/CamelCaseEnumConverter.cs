using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Library;

/// <summary>Enum members are camelCase words on the wire; numbers are refused.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
