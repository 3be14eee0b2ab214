using System.Text.Json.Serialization;
using Matinee.App.Accounts;
using Matinee.App.Library;
using Matinee.App.Storage;

namespace Matinee.App.Uploads;

/// <summary>A file on its way into the store, and what its sender promised of it.</summary>
public sealed record TrackedUpload
{
    public required UploadId Id { get; init; }

    public required VideoId VideoId { get; init; }

    public required UserId OwnerId { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Null while the sender has not said.</summary>
    public long? DeclaredBytes { get; init; }

    /// <summary>No more than this is taken, whatever is sent.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>64 lower-case hex digits, when the sender promised one.</summary>
    public string? DeclaredSha256 { get; init; }

    /// <summary>The Upload-Metadata header as it came, for HEAD.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>Durable bytes: a resumed transfer begins here.</summary>
    public long ReceivedBytes { get; init; }

    public UploadState State { get; init; } = UploadState.Receiving;

    /// <summary>Of the whole, once it is here.</summary>
    public string? Sha256 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whose incoming folder has the bytes.</summary>
    public string NodeId { get; init; } = "";

    /// <summary>The sender puts the bytes into the store; nothing of them is here.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The store's name of a direct upload in parts, once it was begun.</summary>
    public string? MultipartId { get; init; }

    /// <summary>Of all its parts but the last.</summary>
    public long PartBytes { get; init; }

    public int PartCount => PartBytes > 0 && DeclaredBytes is { } bytes ? (int)((bytes + PartBytes - 1) / PartBytes) : 0;

    public bool IsWhole => DeclaredBytes == ReceivedBytes;

    /// <summary>Where the bytes will stand in the store.</summary>
    public ObjectKey SourceKey => new($"sources/{VideoId}/{Id}");
}

[JsonConverter(typeof(UploadStateConverter))]
public enum UploadState
{
    Receiving,

    /// <summary>All bytes are durable and hashed; the file is being handed to the store and the library.</summary>
    Completing,

    Completed,
    Failed,
    Expired,
    Cancelled,
}

internal sealed class UploadStateConverter() : JsonStringEnumConverter<UploadState>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
