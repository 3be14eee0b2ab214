using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Moderation;

[JsonConverter(typeof(EntityIdJsonConverter<ReportId>))]
public readonly record struct ReportId(string Value) : IEntityId<ReportId>
{
    public static char Prefix => 'm';

    public static ReportId From(string value) => new(value);

    // Minimal APIs look for it on the type itself.
    public static bool TryParse(string? s, IFormatProvider? provider, out ReportId result) => EntityIds.TryParse(s, out result);

    public override string ToString() => Value;
}
