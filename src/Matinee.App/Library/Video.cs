using System.Collections.Immutable;
using Matinee.App.Accounts;
using Matinee.App.Storage;

namespace Matinee.App.Library;

/// <summary>A video as the catalogue knows it.</summary>
public sealed record Video
{
    public required VideoId Id { get; init; }

    public required UserId OwnerId { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    public Visibility Visibility { get; init; } = Visibility.Private;

    /// <summary>Hash in the format of <c>PasswordHasher</c>; set while <see cref="Visibility"/> is <see cref="Visibility.Password"/>.</summary>
    public string? PasswordHash { get; init; }

    public VideoState State { get; init; } = VideoState.Uploading;

    /// <summary>0 to 1, of the encode.</summary>
    public double Progress { get; init; }

    /// <summary>Length of the contiguous beginning that plays.</summary>
    public double EncodedSeconds { get; init; }

    public double? EtaSeconds { get; init; }

    public VideoSource? Source { get; init; }

    public double? DurationSeconds { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>A fraction, such as <c>30000/1001</c>.</summary>
    public string? Fps { get; init; }

    public ImmutableArray<RenditionStatus> Renditions { get; init; } = [];

    public VideoFailure? Failure { get; init; }

    /// <summary>The encode plan that plays.</summary>
    public int? PlanVersion { get; init; }

    /// <summary>The owner's own picture; without one the poster of the encode is shown.</summary>
    public ObjectKey? Thumbnail { get; init; }

    public long Views { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it first became visible to somebody other than its owner.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Something plays: the state says so, or an earlier plan still does while a new one is encoded.</summary>
    public bool IsPlayable => State is VideoState.Playable or VideoState.Ready || PlanVersion is not null;
}

/// <summary>The file that was uploaded.</summary>
/// <param name="FileName">As the uploader named it, cleaned for display.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
public sealed record VideoSource(ObjectKey Key, string FileName, string ContentType, long Bytes, string Sha256);

/// <param name="Bandwidth">Bits a second.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>ready</c> or <c>failed</c>.</param>
public sealed record RenditionStatus(string Name, int Width, int Height, string Codecs, long Bandwidth, string State, double Progress);

/// <summary>Why a video cannot be watched, for its owner.</summary>
public sealed record VideoFailure(string Code, string Title, string Detail);
