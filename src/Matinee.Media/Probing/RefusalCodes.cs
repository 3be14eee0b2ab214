namespace Matinee.Media.Probing;

/// <summary>Every code a source may be refused with.</summary>
public static class RefusalCodes
{
    public const string NotMedia = "not_media";
    public const string FormatNotAllowed = "format_not_allowed";
    public const string CodecNotDecodable = "codec_not_decodable";
    public const string NothingToPlay = "nothing_to_play";
    public const string Empty = "empty_file";
    public const string TooLong = "too_long";
    public const string TooManyPixels = "too_many_pixels";
    public const string TooManyTracks = "too_many_tracks";
    public const string TooManyChapters = "too_many_chapters";
    public const string ImplausibleDuration = "implausible_duration";
    public const string Truncated = "source_truncated";
    public const string Encrypted = "encrypted";
    public const string ProbeTimedOut = "probe_timed_out";
}
