using System.Text.Json.Serialization;

namespace Matinee.Cluster.Backups;

/// <summary>A line of a backup: the first says what it is, the last proves that nothing is missing, the others are entries.</summary>
internal sealed record BackupLine
{
    public const string FormatName = "matinee-registry-1";

    public string? Format { get; init; }

    public long? Revision { get; init; }

    public string? Key { get; init; }

    public string? Value { get; init; }

    public int? Entries { get; init; }

    /// <summary>Of all lines before this one, with their line ends.</summary>
    public string? Sha256 { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 4)]
[JsonSerializable(typeof(BackupLine))]
internal sealed partial class BackupJson : JsonSerializerContext;
