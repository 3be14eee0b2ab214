namespace Matinee.Client.Uploads;

/// <summary>Content types by extension; the server looks at the bytes itself.</summary>
internal static class MediaTypes
{
    public static string Of(string extension) => extension.ToUpperInvariant() switch
    {
        ".MP4" or ".M4V" => "video/mp4",
        ".MOV" => "video/quicktime",
        ".MKV" => "video/x-matroska",
        ".WEBM" => "video/webm",
        ".AVI" => "video/x-msvideo",
        ".TS" or ".M2TS" or ".MTS" => "video/mp2t",
        ".MPG" or ".MPEG" or ".VOB" => "video/mpeg",
        ".FLV" => "video/x-flv",
        ".OGV" => "video/ogg",
        ".WMV" => "video/x-ms-wmv",
        _ => "application/octet-stream",
    };
}
