namespace Matinee.App.Library;

/// <summary>Pictures that a thumbnail may be, told by their first bytes; what the sender calls them does not matter.</summary>
internal static class PictureKind
{
    /// <summary>Null when it is none of them.</summary>
    public static (string Extension, string ContentType)? Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ("jpg", "image/jpeg"),
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ("png", "image/png"),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ("webp", "image/webp"),
        _ => null,
    };

    public static string ContentType(string key) => key[(key.LastIndexOf('.') + 1)..] switch
    {
        "png" => "image/png",
        "webp" => "image/webp",
        _ => "image/jpeg",
    };
}
