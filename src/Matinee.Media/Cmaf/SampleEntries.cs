namespace Matinee.Media.Cmaf;

/// <summary>Reads sample entries of stsd: the codec as RFC 6381 writes it, and the few facts a playlist needs.</summary>
internal static class SampleEntries
{
    // ISO/IEC 14496-12, 12.1.3 and 12.2.3: bytes of own fields before the child boxes.
    private const int VisualFields = 78;
    private const int AudioFields = 28;

    private static readonly uint Avc1 = BoxTypes.Of("avc1"u8);
    private static readonly uint Avc3 = BoxTypes.Of("avc3"u8);
    private static readonly uint Hvc1 = BoxTypes.Of("hvc1"u8);
    private static readonly uint Hev1 = BoxTypes.Of("hev1"u8);
    private static readonly uint Av01 = BoxTypes.Of("av01"u8);
    private static readonly uint Mp4a = BoxTypes.Of("mp4a"u8);
    private static readonly uint Opus = BoxTypes.Of("Opus"u8);
    private static readonly uint AvcC = BoxTypes.Of("avcC"u8);
    private static readonly uint HvcC = BoxTypes.Of("hvcC"u8);
    private static readonly uint Av1C = BoxTypes.Of("av1C"u8);
    private static readonly uint Esds = BoxTypes.Of("esds"u8);

    public static (string Codecs, int Width, int Height) ReadVideo(Box entry)
    {
        var fields = entry.Fields();
        fields.Skip(24);
        var (width, height) = (fields.U16(), fields.U16());
        if (width == 0 || height == 0)
            throw new CmafException($"The picture is {width}x{height}.");
        var name = BoxTypes.Name(entry.Type);
        string codecs;
        if (entry.Type == Avc1 || entry.Type == Avc3)
            codecs = CodecStrings.Avc(name, entry.Child(AvcC, VisualFields).Payload);
        else if (entry.Type == Hvc1 || entry.Type == Hev1)
            codecs = CodecStrings.Hevc(name, entry.Child(HvcC, VisualFields).Payload);
        else if (entry.Type == Av01)
            codecs = CodecStrings.Av1(entry.Child(Av1C, VisualFields).Payload);
        else
            throw new CmafException($"Video in '{name}' is not one of avc1, avc3, hvc1, hev1, av01.");
        return (codecs, width, height);
    }

    public static (string Codecs, int Channels, int SampleRate) ReadAudio(Box entry)
    {
        var fields = entry.Fields();
        fields.Skip(16);
        var channels = fields.U16();
        fields.Skip(6);
        var sampleRate = (int)(fields.U32() >> 16); // 16.16 fixed point
        if (entry.Type == Opus)
            return ("opus", channels, sampleRate);
        if (entry.Type != Mp4a)
            throw new CmafException($"Audio in '{BoxTypes.Name(entry.Type)}' is not one of mp4a, Opus.");
        return (CodecStrings.Mp4a(entry.Child(Esds, AudioFields).Payload), channels, sampleRate);
    }
}
