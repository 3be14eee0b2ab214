namespace Matinee.App.Moderation;

/// <summary>Something that an administrator of the site did.</summary>
/// <param name="Action">The method and the route: <c>PUT /api/limits</c>.</param>
/// <param name="Target">The path that was asked for.</param>
internal sealed record AuditRecord(string Id, string ById, string ByName, string Action, string Target, string Address, DateTimeOffset At);
