using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Library;

[JsonConverter(typeof(EntityIdJsonConverter<VideoId>))]
public readonly record struct VideoId(string Value) : IEntityId<VideoId>
{
    public static char Prefix => 'v';

    public static VideoId From(string value) => new(value);

    public static VideoId New(TimeProvider time) => EntityIds.New<VideoId>(time);

    // Minimal APIs look for it on the type itself.
    public static bool TryParse(string? s, IFormatProvider? provider, out VideoId result) => EntityIds.TryParse(s, out result);

    public override string ToString() => Value;
}
