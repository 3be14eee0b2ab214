namespace Matinee.App.Moderation;

/// <summary>A complaint, with the words that it is about as they were then.</summary>
/// <param name="DecidedBy">The administrator who closed it.</param>
internal sealed record AbuseReport(
    ReportId Id, string Room, string? MessageId, string? TargetId, string? TargetName, string? Text, string Reason, string ById, string ByName,
    ReportState State, string? DecidedBy, DateTimeOffset CreatedAt, DateTimeOffset? DecidedAt);
