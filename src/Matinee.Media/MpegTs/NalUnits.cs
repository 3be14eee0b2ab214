namespace Matinee.Media.MpegTs;

/// <summary>Units of H.264 and HEVC between start codes (ISO/IEC 14496-10, Annex B).</summary>
internal static class NalUnits
{
    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    public static bool Any(ReadOnlySpan<byte> bytes, Func<byte, bool> isWanted) => !Find(bytes, isWanted).IsEmpty;

    /// <summary>From the header of the first wanted unit to the end of the bytes; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> bytes, Func<byte, bool> isWanted)
    {
        while (bytes.IndexOf(StartCode) is var at && at >= 0 && at + StartCode.Length < bytes.Length)
        {
            bytes = bytes[(at + StartCode.Length)..];
            if (isWanted(bytes[0]))
                return bytes;
        }

        return [];
    }
}
