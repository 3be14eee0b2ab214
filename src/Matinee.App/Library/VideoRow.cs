using System.Collections.Immutable;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Storage;

namespace Matinee.App.Library;

/// <summary>A row of <c>videos</c>, as Dapper fills it.</summary>
internal sealed class VideoRow
{
    public const string Columns = """
        id AS Id, owner_id AS OwnerId, title AS Title, description AS Description, visibility AS Visibility, password_hash AS PasswordHash,
        state AS State, progress AS Progress, encoded_seconds AS EncodedSeconds, eta_seconds AS EtaSeconds,
        source_key AS SourceKey, source_name AS SourceName, source_type AS SourceType, source_bytes AS SourceBytes, source_sha256 AS SourceSha256,
        duration_seconds AS DurationSeconds, width AS Width, height AS Height, fps AS Fps, renditions AS Renditions, failure AS Failure,
        plan_version AS PlanVersion, thumbnail_key AS ThumbnailKey, views AS Views,
        created_at AS CreatedAt, updated_at AS UpdatedAt, published_at AS PublishedAt
        """;

    public string Id { get; set; } = "";
    public string OwnerId { get; set; } = "";
    public string Title { get; set; } = "";
    public string Description { get; set; } = "";
    public string Visibility { get; set; } = "";
    public string? PasswordHash { get; set; }
    public string State { get; set; } = "";
    public double Progress { get; set; }
    public double EncodedSeconds { get; set; }
    public double? EtaSeconds { get; set; }
    public string? SourceKey { get; set; }
    public string? SourceName { get; set; }
    public string? SourceType { get; set; }
    public long? SourceBytes { get; set; }
    public string? SourceSha256 { get; set; }
    public double? DurationSeconds { get; set; }
    public int? Width { get; set; }
    public int? Height { get; set; }
    public string? Fps { get; set; }
    public string Renditions { get; set; } = "[]";
    public string? Failure { get; set; }
    public int? PlanVersion { get; set; }
    public string? ThumbnailKey { get; set; }
    public long Views { get; set; }
    public long CreatedAt { get; set; }
    public long UpdatedAt { get; set; }
    public long? PublishedAt { get; set; }
    /// <summary>Read only where deleted ones are looked for.</summary>
    public long? DeletedAt { get; set; }

    public Video ToVideo() => new()
    {
        Id = VideoId.From(Id),
        OwnerId = UserId.From(OwnerId),
        Title = Title,
        Description = Description,
        Visibility = Enum.Parse<Visibility>(Visibility, ignoreCase: true),
        PasswordHash = PasswordHash,
        State = Enum.Parse<VideoState>(State, ignoreCase: true),
        Progress = Progress,
        EncodedSeconds = EncodedSeconds,
        EtaSeconds = EtaSeconds,
        Source = SourceKey is null ? null : new VideoSource(new ObjectKey(SourceKey), SourceName ?? "", SourceType ?? "", SourceBytes ?? 0, SourceSha256 ?? ""),
        DurationSeconds = DurationSeconds,
        Width = Width,
        Height = Height,
        Fps = Fps,
        Renditions = JsonSerializer.Deserialize(Renditions, LibraryRowJson.Default.ImmutableArrayRenditionStatus),
        Failure = Failure is null ? null : JsonSerializer.Deserialize(Failure, LibraryRowJson.Default.VideoFailure),
        PlanVersion = PlanVersion,
        Thumbnail = ThumbnailKey is null ? null : new ObjectKey(ThumbnailKey),
        Views = Views,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(UpdatedAt),
        PublishedAt = PublishedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
    };

    public static string Write(ImmutableArray<RenditionStatus> renditions) =>
        JsonSerializer.Serialize(renditions.IsDefault ? [] : renditions, LibraryRowJson.Default.ImmutableArrayRenditionStatus);

    public static string? Write(VideoFailure? failure) =>
        failure is null ? null : JsonSerializer.Serialize(failure, LibraryRowJson.Default.VideoFailure);
}
