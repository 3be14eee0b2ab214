using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Uploads;

[JsonConverter(typeof(EntityIdJsonConverter<UploadId>))]
public readonly record struct UploadId(string Value) : IEntityId<UploadId>
{
    public static char Prefix => 'p';

    public static UploadId From(string value) => new(value);

    // Minimal APIs look for it on the type itself.
    public static bool TryParse(string? s, IFormatProvider? provider, out UploadId result) => EntityIds.TryParse(s, out result);

    public override string ToString() => Value;
}
