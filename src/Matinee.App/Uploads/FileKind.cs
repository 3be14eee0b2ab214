using System.Collections.Frozen;
using System.Text;

namespace Matinee.App.Uploads;

/// <summary>
/// Tells what is certainly no film before any byte of it is stored. It only refuses what it recognises: whether the rest
/// can be played is for the probe to say.
/// </summary>
internal static class FileKind
{
    private static readonly FrozenDictionary<string, string> OtherExtensions = Kinds(
        ("a picture", ".jpg .jpeg .png .gif .webp .bmp .tif .tiff .heic .avif .svg .psd .ico .raw .cr2 .nef"),
        ("a document", ".pdf .doc .docx .xls .xlsx .ppt .pptx .odt .ods .odp .rtf .txt .md .csv .html .htm .xml .json .epub"),
        ("an archive", ".zip .rar .7z .tar .gz .tgz .bz2 .xz .zst .iso .dmg"),
        ("a program", ".exe .msi .dll .so .sh .bat .cmd .js .py .apk .deb .rpm .jar"),
        ("a subtitle file", ".srt .vtt .ass .ssa .sub .idx"),
        ("a playlist", ".m3u .m3u8 .pls .mpd .ffconcat .cue .sdp"));

    private static readonly (string Found, int Offset, byte[] Bytes)[] OtherSignatures =
    [
        ("a PNG picture", 0, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A]),
        ("a JPEG picture", 0, [0xFF, 0xD8, 0xFF]),
        ("a GIF picture", 0, "GIF8"u8.ToArray()),
        ("a WebP picture", 8, "WEBP"u8.ToArray()),
        ("a HEIC picture", 4, "ftypheic"u8.ToArray()),
        ("an AVIF picture", 4, "ftypavif"u8.ToArray()),
        ("a TIFF picture", 0, [0x49, 0x49, 0x2A, 0x00]),
        ("a TIFF picture", 0, [0x4D, 0x4D, 0x00, 0x2A]),
        ("a PDF document", 0, "%PDF-"u8.ToArray()),
        ("a ZIP archive or an office document", 0, [0x50, 0x4B, 0x03, 0x04]),
        ("a RAR archive", 0, "Rar!"u8.ToArray()),
        ("a 7-Zip archive", 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        ("a gzip archive", 0, [0x1F, 0x8B, 0x08]),
        ("an xz archive", 0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        ("a Zstandard archive", 0, [0x28, 0xB5, 0x2F, 0xFD]),
        ("a program", 0, [0x7F, (byte)'E', (byte)'L', (byte)'F']),
        ("an SQLite database", 0, "SQLite format 3"u8.ToArray()),
        ("an office document", 0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
    ];

    /// <summary>By what the sender says. Null when it may be a film or a recording; else what it is.</summary>
    public static string? Refusal(string fileName, string contentType)
    {
        if (OtherExtensions.TryGetValue(Path.GetExtension(fileName), out var found))
            return found;
        var type = contentType.Split(';')[0].Trim();
        return type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? "a picture"
            : type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.Equals("application/pdf", StringComparison.OrdinalIgnoreCase) ? "a document"
            : type.StartsWith("font/", StringComparison.OrdinalIgnoreCase) ? "a font"
            : null;
    }

    /// <summary>By the first bytes. Null when it may be a film or a recording; else what it is, with its article.</summary>
    public static string? Refusal(ReadOnlySpan<byte> head)
    {
        foreach (var (found, offset, bytes) in OtherSignatures)
        {
            if (head.Length >= offset + bytes.Length && head.Slice(offset, bytes.Length).SequenceEqual(bytes))
                return found;
        }

        return head.Length >= 16 && IsText(head) ? "a text file" : null;
    }

    // Playlists, scripts and mark-up, which some demuxers would follow to other files. No container is pure text at its head.
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
        {
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C) or 0x7F)
                return false;
        }

        // A multi-byte character may be cut at the end.
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        try
        {
            return decoder.GetCharCount(head, flush: false) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static FrozenDictionary<string, string> Kinds(params ReadOnlySpan<(string Found, string Extensions)> kinds)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (found, extensions) in kinds)
        {
            foreach (var extension in extensions.Split(' '))
                all[extension] = found;
        }

        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
