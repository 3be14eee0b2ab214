using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Matinee.App.Database;

namespace Matinee.App.Library;

/// <summary>
/// Where a page ended: the sort, the value it sorts by and the id that breaks ties. Opaque to clients
/// (base64url of <c>sort|id|value</c>); a cursor of one sort is not taken by another.
/// </summary>
public sealed record VideoCursor(VideoSort Sort, VideoId Id, string Value)
{
    private const int MaxLength = 2048;

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Sort}|{Id}|{Value}"));

    public static bool TryParse(string? text, [NotNullWhen(true)] out VideoCursor? cursor)
    {
        cursor = null;
        if (text is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(text))
            return false;
        string[] parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|', 3);
        if (parts.Length != 3 || !LibraryWords.TryParse<VideoSort>(parts[0], out var sort) || !EntityIds.TryParse<VideoId>(parts[1], out var id))
            return false;
        cursor = new VideoCursor(sort, id, parts[2]);
        return true;
    }
}
