using System.Text.Json.Serialization;
using Matinee.App.Http;

namespace Matinee.App.Moderation;

/// <summary>Closes a report.</summary>
internal sealed record ReportDecision(ReportState State);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcTimeJsonConverter)])]
[JsonSerializable(typeof(ModerationOptions))]
[JsonSerializable(typeof(AbuseReport))]
[JsonSerializable(typeof(Page<AbuseReport>))]
[JsonSerializable(typeof(ReportDecision))]
[JsonSerializable(typeof(Page<AuditRecord>))]
internal sealed partial class ModerationJson : JsonSerializerContext;
