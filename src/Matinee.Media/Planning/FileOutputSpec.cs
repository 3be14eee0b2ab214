using System.Text.Json.Serialization;

namespace Matinee.Media.Planning;

/// <summary>One file, as somebody wants it. Null leaves the choice to the encoder.</summary>
public sealed record FileOutputSpec
{
    public FileContainer Container { get; init; } = FileContainer.Mp4;

    public FilePicture Picture { get; init; } = FilePicture.H264;

    /// <summary>Bits a second on average; not together with <see cref="Crf"/>.</summary>
    public int? VideoBitRate { get; init; }

    /// <summary>Constant rate factor on the scale of the codec's encoder.</summary>
    public int? Crf { get; init; }

    /// <summary>The picture is made to fit into width and height, and is never enlarged.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    public FileSound Sound { get; init; } = FileSound.Aac;

    /// <summary>Bits a second of each track.</summary>
    public int? AudioBitRate { get; init; }

    /// <summary>From the words of the API; null takes what suits the container: h264 and aac, in WebM av1 and opus.</summary>
    /// <exception cref="ArgumentException">A word is unknown; the message lists the known ones.</exception>
    public static FileOutputSpec Of(string container, string? videoCodec, string? audioCodec)
    {
        FileContainer kind = Word<FileContainer>(container, "container");
        bool web = kind == FileContainer.Webm;
        return new FileOutputSpec
        {
            Container = kind,
            Picture = videoCodec is null ? (web ? FilePicture.Av1 : FilePicture.H264) : Word<FilePicture>(videoCodec, "video codec"),
            Sound = audioCodec is null ? (web ? FileSound.Opus : FileSound.Aac) : Word<FileSound>(audioCodec, "audio codec"),
        };
    }

    private static T Word<T>(string word, string what) where T : struct, Enum =>
        Enum.GetValues<T>().Where(value => value.ToString().Equals(word, StringComparison.OrdinalIgnoreCase)).Select(value => (T?)value).FirstOrDefault()
            ?? throw new ArgumentException($"\"{word}\" is no {what}; there are {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}.");
}

[JsonConverter(typeof(LowerCaseConverter<FileContainer>))]
public enum FileContainer
{
    /// <summary>With the index in front, so that it plays while it is fetched.</summary>
    Mp4,
    Mkv,
    Webm,
}

[JsonConverter(typeof(LowerCaseConverter<FilePicture>))]
public enum FilePicture
{
    H264,
    Hevc,
    Av1,

    /// <summary>As it is, where the container takes it.</summary>
    Copy,
    None,
}

[JsonConverter(typeof(LowerCaseConverter<FileSound>))]
public enum FileSound
{
    Aac,
    Opus,
    Copy,
    None,
}
