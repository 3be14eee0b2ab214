using Matinee.App.Accounts;

namespace Matinee.App.Uploads;

/// <summary>A row of <c>uploads</c>, as Dapper fills it.</summary>
internal sealed class UploadRow
{
    public const string Columns = """
        id AS Id, video_id AS VideoId, owner_id AS OwnerId, file_name AS FileName, content_type AS ContentType, declared_bytes AS DeclaredBytes,
        max_bytes AS MaxBytes, declared_sha256 AS DeclaredSha256, metadata AS Metadata, received_bytes AS ReceivedBytes, state AS State,
        sha256 AS Sha256, created_at AS CreatedAt, expires_at AS ExpiresAt, node_id AS NodeId, direct AS Direct, multipart_id AS MultipartId,
        part_bytes AS PartBytes
        """;

    public string Id { get; set; } = "";
    public string VideoId { get; set; } = "";
    public string OwnerId { get; set; } = "";
    public string FileName { get; set; } = "";
    public string ContentType { get; set; } = "";
    public long? DeclaredBytes { get; set; }
    public long MaxBytes { get; set; }
    public string? DeclaredSha256 { get; set; }
    public string Metadata { get; set; } = "";
    public long ReceivedBytes { get; set; }
    public string State { get; set; } = "";
    public string? Sha256 { get; set; }
    public long CreatedAt { get; set; }
    public long ExpiresAt { get; set; }
    public string NodeId { get; set; } = "";
    public long Direct { get; set; }
    public string? MultipartId { get; set; }
    public long PartBytes { get; set; }

    public static string Word(UploadState state) => state switch
    {
        UploadState.Receiving => "receiving",
        UploadState.Completing => "completing",
        UploadState.Completed => "completed",
        UploadState.Failed => "failed",
        UploadState.Expired => "expired",
        UploadState.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public TrackedUpload ToUpload() => new()
    {
        Id = UploadId.From(Id),
        VideoId = Library.VideoId.From(VideoId),
        OwnerId = UserId.From(OwnerId),
        FileName = FileName,
        ContentType = ContentType,
        DeclaredBytes = DeclaredBytes,
        MaxBytes = MaxBytes,
        DeclaredSha256 = DeclaredSha256,
        Metadata = Metadata,
        ReceivedBytes = ReceivedBytes,
        State = Enum.Parse<UploadState>(State, ignoreCase: true),
        Sha256 = Sha256,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt),
        NodeId = NodeId,
        IsDirect = Direct != 0,
        MultipartId = MultipartId,
        PartBytes = PartBytes,
    };
}
