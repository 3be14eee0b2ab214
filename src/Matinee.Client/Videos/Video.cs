namespace Matinee.Client.Videos;

/// <summary>A video as its server shows it to the caller.</summary>
/// <param name="State">uploading, uploaded, processing, playable, ready or failed.</param>
/// <param name="Progress">0 to 1, of the encode.</param>
/// <param name="EncodedSeconds">Length of the beginning that plays.</param>
/// <param name="Fps">A fraction, such as <c>30000/1001</c>.</param>
/// <param name="Mine">The caller may change it.</param>
/// <param name="Url">The page to watch it on; begins with <c>/</c>.</param>
public sealed record Video(
    string Id, string Title, string? Description, string Visibility, string State, double Progress, double EncodedSeconds, double? EtaSeconds,
    double? DurationSeconds, int? Width, int? Height, string? Fps, IReadOnlyList<Rendition>? Renditions, VideoFailure? Failure,
    string? OwnerId, bool Mine, long Views, string? Url, VideoSource? Source, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, DateTimeOffset? PublishedAt);

/// <param name="Bandwidth">Bits a second.</param>
/// <param name="State">waiting, running, ready or failed.</param>
public sealed record Rendition(string Name, int Width, int Height, string? Codecs, long Bandwidth, string State, double Progress);

public sealed record VideoFailure(string Code, string Title, string Detail);

public sealed record VideoSource(string FileName, string ContentType, long Bytes, string Sha256);

/// <summary>What a change sets; null leaves a value as it is.</summary>
/// <param name="Visibility">private, members, unlisted, public or password.</param>
public sealed record VideoChange(string? Title = null, string? Description = null, string? Visibility = null, string? Password = null);

/// <param name="Type">state, progress or deleted.</param>
public sealed record VideoEvent(string Type, Video Video);

/// <summary>Which videos a list holds.</summary>
/// <param name="Text">Words that must all occur in title or description.</param>
/// <param name="Sort">newest, oldest, updated, title, views, longest or shortest.</param>
/// <param name="Mine">Only the caller's own.</param>
/// <param name="All">Everybody's; administrators only.</param>
public sealed record VideoFilter(string? Text = null, string? Sort = null, string? Visibility = null, string? State = null, bool Mine = false, bool All = false);
