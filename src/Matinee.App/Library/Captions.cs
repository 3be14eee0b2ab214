using System.Text.Json.Serialization;
using Matinee.App.Database;
using Matinee.App.Storage;

namespace Matinee.App.Library;

[JsonConverter(typeof(EntityIdJsonConverter<CaptionId>))]
public readonly record struct CaptionId(string Value) : IEntityId<CaptionId>
{
    public static char Prefix => 'c';

    public static CaptionId From(string value) => new(value);

    // Minimal APIs look for it on the type itself.
    public static bool TryParse(string? s, IFormatProvider? provider, out CaptionId result) => EntityIds.TryParse(s, out result);

    public override string ToString() => Value;
}

/// <summary>A caption file that the owner added; stored as WebVTT.</summary>
/// <param name="Language">BCP 47, for example <c>de</c> or <c>pt-BR</c>.</param>
public sealed record CaptionTrack(CaptionId Id, VideoId VideoId, string Language, string Label, ObjectKey Key, long Bytes, int Cues)
{
    public string Url => $"/api/videos/{VideoId}/captions/{Id}";
}

public sealed record CaptionDocument(CaptionId Id, string Language, string Label, string Url, long Bytes, int Cues)
{
    internal static CaptionDocument Of(CaptionTrack track) => new(track.Id, track.Language, track.Label, track.Url, track.Bytes, track.Cues);
}
